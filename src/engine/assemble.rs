//! Raw rows of lanes to a trace.

use super::host::Tabulated;
use super::stop::explain;
use super::{Info, LaneGroup};
use crate::compile::program::RecordSource;
use crate::compile::{Lane, Plan, PlannedRun, Surface};
use crate::lang::column;
use crate::trace::{Column, RunTrace, Stopped, Trace};

/// What an engine wrote for the lanes of one program.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Lane by lane, `steps + 1` rows each: w, the loss, the recorded numbers.
    pub values: Vec<f64>,
    /// Lane by lane: the step (from 1) that could not be taken, or 0.
    pub diverged: Vec<u32>,
}

/// The trace of a plan from its groups' rows; `single` marks f32.
pub fn assemble(
    (plan, surface): (&Plan, &Surface),
    info: &Info,
    single: bool,
    tabulated: &[Tabulated],
    groups: &[LaneGroup],
    rows: &[Rows],
) -> Trace {
    let mut runs: Vec<Option<RunTrace>> = vec![None; plan.lanes.len()];
    for (group, rows) in groups.iter().zip(rows) {
        let width = surface.n + 1 + surface.programs[group.program].records;
        let size = (plan.steps + 1) * width;
        for (place, &index) in group.lanes.iter().enumerate() {
            let lane = &plan.lanes[index];
            let reader = Reader {
                plan,
                n: surface.n,
                lane,
                run: &plan.runs[lane.run],
                tabulated: &tabulated[lane.run],
                rows: &rows.values[place * size..(place + 1) * size],
                width,
                diverged: rows.diverged[place] as usize,
                single,
            };
            runs[index] = Some(reader.trace());
        }
    }
    let mut trace = Trace {
        engine: info.kind,
        adapter: info.adapter.clone(),
        single,
        steps: plan.steps,
        runs: runs.into_iter().flatten().collect(),
    };
    explain(plan, &mut trace);
    trace
}

struct Reader<'a> {
    plan: &'a Plan,
    /// Coordinates of a point.
    n: usize,
    lane: &'a Lane,
    run: &'a PlannedRun,
    tabulated: &'a Tabulated,
    rows: &'a [f64],
    width: usize,
    diverged: usize,
    single: bool,
}

impl Reader<'_> {
    fn trace(&self) -> RunTrace {
        let (n, steps) = (self.n, self.plan.steps_of(self.run));
        let mut columns = vec![
            self.column(column::LOSS, 0, steps + 1, |k, _| self.row(k)[n]),
            self.column(column::W, n, steps + 1, |k, i| self.row(k)[i]),
        ];
        for recorded in &self.run.columns {
            let number = |k: usize, i: usize| self.number(k, recorded.sources[i]);
            columns.push(self.column(&recorded.name, recorded.width, steps, number));
        }
        let diverged_at = (self.diverged > 0).then_some(self.diverged * self.plan.every(self.run));
        RunTrace {
            run: self.run.run,
            label: self.run.label.clone(),
            start: self.lane.start.clone(),
            replicate: self.lane.replicate as usize,
            began: Vec::new(),
            diverged_at,
            stopped: diverged_at.map(Stopped::diverged),
            evaluations: self.run.gradients * self.done(),
            columns,
        }
    }

    /// How many steps were computed.
    fn done(&self) -> usize {
        let end = self.lane.until.min(self.plan.steps);
        let end = if self.diverged > 0 { self.diverged } else { end };
        end.saturating_sub(self.lane.first)
    }

    fn column(
        &self,
        name: &str,
        width: usize,
        entries: usize,
        number: impl Fn(usize, usize) -> f64,
    ) -> Column {
        let stride = width.max(1);
        let mut values = Vec::with_capacity(entries * stride);
        for k in 0..entries {
            values.extend((0..stride).map(|i| number(self.frozen(k), i)));
        }
        Column {
            name: name.to_owned(),
            width,
            every: self.plan.every(self.run),
            values,
        }
    }

    /// The step whose values stand at step k: after divergence all is frozen.
    fn frozen(&self, k: usize) -> usize {
        match self.diverged {
            0 => k,
            at => k.min(at - 1),
        }
    }

    fn row(&self, k: usize) -> &[f64] {
        &self.rows[k * self.width..(k + 1) * self.width]
    }

    fn number(&self, k: usize, source: RecordSource) -> f64 {
        match source {
            RecordSource::Lane(place) => self.row(k)[self.n + 1 + place],
            RecordSource::Host(place) => {
                let value = self.tabulated.records[k * self.tabulated.record_width + place];
                if self.single {
                    f64::from(value as f32)
                } else {
                    value
                }
            }
        }
    }
}
