// Reductions over a workgroup in a fixed order: every invocation puts its part, one of them collects all parts. Between
// the two stands a barrier. Needs WORKGROUP, and rv_parts, which holds so many parts of each reduction that goes on.

fn rv_put(part: u32, invocation: u32, x: f32) {
    rv_parts[part * WORKGROUP + invocation] = x;
}

// The sum of the first `count` parts.
fn rv_sum(part: u32, count: u32) -> f32 {
    var sum = rv_parts[part * WORKGROUP];
    for (var i = 1u; i < min(count, WORKGROUP); i++) {
        sum += rv_parts[part * WORKGROUP + i];
    }
    return sum;
}

// The largest of the first `count` parts.
fn rv_max(part: u32, count: u32) -> f32 {
    var top = rv_parts[part * WORKGROUP];
    for (var i = 1u; i < min(count, WORKGROUP); i++) {
        top = max(top, rv_parts[part * WORKGROUP + i]);
    }
    return top;
}
