//! What texts are made of: words, signs and numbers of the rule language and of scenes, and some that mean
//! nothing.

use std::sync::LazyLock;

/// Numbers at and beyond all bounds.
pub static NUMBERS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "0 -0 1 -1 2 3 64 65 255 0.5 1e-45 1.2e-38 3.4e38 3.5e38 1e39 1e308 1e309 -1e999 4294967295 4294967296 \
    -2147483649 18446744073709551616 1e9 1e19 NaN null true 0x10 1..2 1e 00 1_000 .5 5. 1e-400 \
    0.1e1000000000000"
        .split(' ')
        .collect()
});

/// Words of all kinds of texts that are made.
pub static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "w g t k T lr base_lr x y f z a pi e theta is_matrix momentum loss state param switch name scheduled parents \
    stability scales domain start minimum require skip if then else and or not grad normal uniform passed sum mean \
    rms norm dot max min row_mean col_mean global_norm global_max sqrt exp log ln log2 log10 sin cos tan atan2 tanh \
    sinh cosh pow abs sign floor ceil round clamp sigmoid relu softplus f16 bf16 run layer row col element in int near \
    on off by experiment \
    problem surface params starts steps seed runs optimizer schedule warmup first stages from source view muted \
    adam sgd sam adafactor cosine rosenbrock network"
    .split(' ').collect()
});

/// Signs, letters, marks and spaces, some of which mean nothing.
pub static SIGNS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let spaces = ["\n", "\r\n", "\n ", "\t", " "];
    let signs = "+ - * / ^ ** | ( ) [ ] { } , : = == != < <= > += -= *= /= .. . \" ' # √ ² ⁻¹ ⁻ β₁ m̂ θ η ε λ · ← ≤ \u{302} \u{0} \
    \u{feff} \u{200b} é 漢 🧭 \\ \\u0000 _ $ % & ;";
    signs.split(' ').chain(spaces).collect()
});

/// What can be opened again and again, and what closes it.
pub const NESTS: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("{\"a\":", "}"),
    ("-", ""),
    ("√", ""),
    ("2", ""),
    ("|", "|"),
    ("|(", ")|"),
    ("sin^2(", ")"),
    ("sin ", ""),
    ("2(", ")"),
    ("(x)(", ")"),
    ("not ", ""),
    ("sqrt(", ")"),
    ("sin(", ")"),
    ("max(1, ", ")"),
    ("if 1 then ", " else 2"),
    ("2^", ""),
    ("", "^2"),
    ("", " + x*y"),
    ("grad(", ")"),
];

/// Scenes on networks, with nearly every field.
pub const NETWORKS: &[&str] = &[
    r#"{"experiment": {"problem": {"network": {"data": {"name": "spirals", "size": 200, "noise": 0.1, "classes": 3,
        "turns": 1.5}, "layers": [2, 8, 3], "activation": "gelu", "init": {"normal": 0.5}, "batch": 16, "dropout": 0.2,
        "accumulate": {"micro_batches": 4, "forgot_to_divide": true}, "weight_decay": "matrices", "seeds": 2,
        "precision": {"activations": "bf16", "gradients": "f16", "weights": "f32"},
        "record": {"every": 2, "quantiles": ["g", "m"]}}}, "steps": 40,
        "runs": [{"optimizer": "adam", "schedule": {"name": "step", "unit": "epochs"}}, {"optimizer": "adafactor"}]}}"#,
    r#"{"experiment": {"problem": {"network": {"data": {"csv": "a,b,c\n1,2,x\n3,4,y\n5,6,x\n7,8.5,y", "target": "class",
        "standardize": true}, "layers": [2, 4, 2], "loss": "mse", "batch": "full", "validation": 0.25}},
        "steps": 10, "runs": [{"optimizer": "lamb"}]}}"#,
    r#"{"experiment": {"problem": {"network": {"data": {"csv": ";k;x\n1;\"a\";0,5\n2;b;?\n3;a;1.000,25\n4;b;7\n",
        "read": {"separator": "semicolon", "decimal": "comma", "header": true, "label": 2, "left_out": [1]}},
        "layers": [1, 4, 2], "batch": "full", "validation": 0}}, "steps": 10, "runs": [{"optimizer": "adam"}]}}"#,
    r#"{"experiment": {"problem": {"network": {"data": {"points": [[0, 1], [1, 2], [2, 0.5]]}, "layers": [1, 1],
        "init": {"weights": [{"W": [[0.5]], "b": [0]}]}, "label_smoothing": 0, "validation": 0}}, "steps": 5,
        "runs": [{"optimizer": "sgd", "stages": [{"name": "clip_norm"}]}]}}"#,
    r#"{"experiment": {"problem": {"network": {"data": "digits", "layers": [64, 8, 10]}}, "steps": 3,
        "runs": [{"optimizer": "muon"}, {"optimizer": "yogi"}]}}"#,
];
