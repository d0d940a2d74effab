internal import Experiment

/// What the decoder knows of the format of suite files, as data.
///
/// The decoder takes the keys, ranges and defaults of each record from here, and tests hold
/// `suites/suite.schema.json` and the tables of `suites/README.md` against it. A new key is added
/// here and read by a decoder; the tests then say what the other two lack.
package enum SuiteFormat {
    /// Every kind of mapping with keys of its own.
    package static let records = [suite, blocks, conditions, step, comparison, quality, variant]

    package static let suite = RecordFormat(
        "suite",
        heading: "## The suite",
        [
            .required("suite"),
            .required("comparisons"),
            .optional("summary"),
            .optional(
                "blocks",
                in: .whole(SuiteLimits.blocks),
                default: "\(RunDesign().blocks.least)"
            ),
            .optional(
                "warmup_blocks",
                in: .whole(SuiteLimits.warmUpBlocks),
                default: "\(RunDesign().warmUpBlocks)"
            ),
            .optional("seed", in: .whole(0...UInt64.max)),
            .optional(
                "timeout_seconds",
                in: .number(SuiteLimits.timeout),
                default: text(SuiteDefaults.timeout)
            ),
            .optional(
                "sampling_interval_seconds",
                in: .number(SuiteLimits.samplingInterval),
                default: text(SuiteDefaults.samplingInterval)
            ),
            .optional("counters"),
            .optional("gpus"),
            .optional("conditions"),
            .optional("on_failure", default: FailurePolicy.goOn.rawValue),
            .optional("version"),
            .optional("parameters"),
            .optional("prepare"),
        ]
    )

    package static let blocks = RecordFormat(
        "blocks",
        heading: "`blocks` as a mapping has these keys:",
        [
            .required("half_width", in: .number(SuiteLimits.halfWidth)),
            .required("maximum", in: .whole(SuiteLimits.pilot)),
            .optional(
                "pilot",
                in: .whole(SuiteLimits.pilot),
                default: "\(AdaptiveBlocks.leastPilot)"
            ),
        ]
    )

    package static let step = RecordFormat(
        "step",
        heading: "## A prepare step",
        [
            .required("command"),
            .optional("inputs"),
            .optional("parameters"),
            .optional("environment"),
            .optional(
                "timeout_seconds",
                in: .number(SuiteLimits.timeout),
                default: text(SuiteDefaults.stepTimeout)
            ),
        ]
    )

    package static let comparison = RecordFormat(
        "comparison",
        heading: "## A comparison",
        [
            .required("name"),
            .required("baseline"),
            .required("variants"),
            .optional("unit", default: SuiteDefaults.unit),
            .optional("quality"),
            .optional(
                "equivalence",
                in: .number(SuiteLimits.equivalence),
                default: number(Comparison.usualEquivalence)
            ),
            .optional("loadgen"),
            .optional("command"),
            .optional("parameters"),
            .optional("environment"),
            .optional("matrix"),
            .optional("exclude"),
        ]
    )

    package static let quality = RecordFormat(
        "quality",
        heading: "`quality` has these keys:",
        [
            .required("event"),
            .optional("higher_is_better", default: "\(SuiteDefaults.higherIsBetter)"),
            .optional("target", in: .number(SuiteLimits.target)),
            .optional("tolerance", in: .number(SuiteLimits.tolerance)),
        ]
    )

    package static let variant = RecordFormat(
        "variant",
        heading: "## A variant",
        [.optional("command"), .optional("parameters"), .optional("environment")]
    )

    /// Seconds as the file gives them.
    static func text(_ duration: Duration) -> String { number(duration / .seconds(1)) }

    /// The shortest text of a number, without the “.0” of a whole one.
    package static func number(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}

/// The keys of one kind of mapping.
package struct RecordFormat: Sendable {
    /// What it is called in the schema: a definition, or `suite` for the whole.
    package var name: String

    /// The line of `suites/README.md` that its table follows.
    package var heading: String
    package var keys: [KeyFormat]

    init(_ name: String, heading: String, _ keys: [KeyFormat]) {
        self.name = name
        self.heading = heading
        self.keys = keys
    }
}

/// One key of a mapping.
package struct KeyFormat: Sendable {
    /// The numbers that a key takes.
    package enum Range: Sendable, Hashable {
        case whole(ClosedRange<UInt64>)
        case number(ClosedRange<Double>)
    }

    package var name: String
    package var isRequired: Bool

    /// `nil` where the value is no number.
    package var range: Range?

    /// What is taken where the key is not there, as a file would write it; `nil` where that is
    /// nothing, or depends on more than the file.
    package var standard: String?

    static func required(_ name: String, in range: Range? = nil) -> KeyFormat {
        KeyFormat(name: name, isRequired: true, range: range, standard: nil)
    }

    static func optional(
        _ name: String,
        in range: Range? = nil,
        default standard: String? = nil
    ) -> KeyFormat {
        KeyFormat(name: name, isRequired: false, range: range, standard: standard)
    }
}

/// What a suite means where it says nothing.
enum SuiteDefaults {
    static let timeout = Duration.seconds(600)
    static let stepTimeout = Duration.seconds(3600)
    static let samplingInterval = Duration.milliseconds(100)
    static let unit = "samples"
    static let higherIsBetter = true
}
