//! Names of what engines record of every run, beside the names of its rules.

/// The loss, before each step and at the end.
pub const LOSS: &str = "loss";
/// The point, or a network's weights.
pub const W: &str = "w";
/// The learning rate of each step.
pub const LR: &str = "lr";
/// The momentum that a schedule drives.
pub const MOMENTUM: &str = "momentum";
/// The gradient as it was evaluated.
pub const G_RAW: &str = "g_raw";
/// The gradient as the optimizer gets it.
pub const G: &str = "g";
/// What weight decay takes of the point in each step, where that is asked for.
pub const DECAY: &str = "decay";
/// How many steps were taken where some are skipped.
pub const STEPS_DONE: &str = "steps_done";
/// The share of right answers in each batch.
pub const ACCURACY: &str = "accuracy";
/// The loss on the samples that were held out.
pub const VAL_LOSS: &str = "val_loss";
/// The share of right answers among them.
pub const VAL_ACCURACY: &str = "val_accuracy";
/// How many numbers of the gradient have each exponent.
pub const G_EXPONENTS: &str = "g_exponents";
/// The length of the gradient over all parameters, as it was evaluated.
pub const G_RAW_NORM: &str = "g_raw_norm";
/// The same as the optimizer gets it.
pub const G_NORM: &str = "g_norm";
/// The length of each parameter tensor.
pub const W_NORMS: &str = "w_norms";
/// The length of the gradient of each parameter tensor, as it was evaluated.
pub const G_RAW_NORMS: &str = "g_raw_norms";
/// The same as the optimizer gets it.
pub const G_NORMS: &str = "g_norms";
/// The length of the update of each parameter tensor.
pub const UPDATE_NORMS: &str = "update_norms";

/// Names that no optimizer may give to a value of its own: of every run something else is recorded under them.
pub const OF_EVERY_RUN: [&str; 3] = [LOSS, G_RAW, STEPS_DONE];

/// The same where a network is trained.
pub const OF_NETWORKS: [&str; 10] = [
    ACCURACY,
    VAL_LOSS,
    VAL_ACCURACY,
    G_EXPONENTS,
    G_RAW_NORM,
    G_NORM,
    W_NORMS,
    G_RAW_NORMS,
    G_NORMS,
    UPDATE_NORMS,
];
