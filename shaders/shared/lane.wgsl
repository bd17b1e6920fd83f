// A lane of a trace, be it on a surface or a network.

struct Lane {
    constants: u32, // where its run's constants begin
    table: u32,     // where its run's table begins
    seed: u32,
    replicate: u32,
    first: u32,     // first step it takes
    until: u32,     // one past the last
}
