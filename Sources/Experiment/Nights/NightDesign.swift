internal import Units

/// What runs in a night: a suite's comparisons with the pinned reference and the canary beside their
/// variants.
public struct NightDesign: Sendable, Hashable {
    /// As the suite has them.
    public let original: [Comparison]

    /// What is run: each with its references, in the same blocks.
    public let comparisons: [Comparison]

    public let pin: Pin?
    public let hasCanary: Bool

    /// A suite that has a variant with a name that a reference needs.
    public struct NameTaken: Error, Hashable, Sendable, CustomStringConvertible {
        public var comparison: String
        public var name: String

        public var description: String {
            "The comparison “\(comparison)” has a variant “\(name)”: a nightly run gives that name to a "
                + "reference of its own. Give the variant another name."
        }
    }

    /// - Parameters:
    ///   - comparisons: of the suite.
    ///   - pin: the reference; `nil` without one.
    ///   - hasCanary: whether one command runs twice in each block: the pinned one of the baseline,
    ///     or the baseline's own where nothing is pinned.
    /// - Throws: `NameTaken`.
    public init(_ comparisons: [Comparison], pin: Pin?, hasCanary: Bool) throws(NameTaken) {
        original = comparisons
        self.pin = pin
        self.hasCanary = hasCanary
        var planned: [Comparison] = []
        for comparison in comparisons {
            planned.append(try Self.extended(comparison, pin: pin, hasCanary: hasCanary))
        }
        self.comparisons = planned
    }

    /// The design of a run that was made for a night, read back from what it ran.
    public init(ofRun comparisons: [Comparison], pin: Pin?) {
        self.comparisons = comparisons
        self.pin = pin
        hasCanary = comparisons.contains { $0.variants.contains { $0.name == Self.canary } }
        original = comparisons.map { comparison in
            var own = comparison
            let names = Set(comparison.variants.map(\.name))
            own.variants.removeAll { variant in
                variant.name == Self.canary
                    || names.contains { Self.pinned($0) == variant.name }
            }
            return own
        }
    }

    public static let canary = "canary (A/A)"

    /// The name of the pinned reference of a variant.
    public static func pinned(_ variant: String) -> String { "\(variant) (pinned)" }

    /// What the canary is held against: the other run of the same command.
    public static func canaryReference(in comparison: Comparison) -> String {
        let pinned = pinned(comparison.baseline)
        return comparison.variants.contains { $0.name == pinned } ? pinned : comparison.baseline
    }

    private static func extended(_ comparison: Comparison, pin: Pin?, hasCanary: Bool)
        throws(NameTaken) -> Comparison
    {
        var extended = comparison
        for variant in comparison.variants {
            guard let reference = pin?.variant(variant.name, of: comparison.name) else { continue }
            try extended.add(
                Variant(
                    name: pinned(variant.name),
                    command: reference.command,
                    parameters: variant.parameters
                )
            )
        }
        guard hasCanary else { return extended }
        let twin = canaryReference(in: extended)
        guard var variant = extended.variants.first(where: { $0.name == twin }) else {
            return extended
        }
        variant.name = canary
        try extended.add(variant)
        return extended
    }
}

extension Comparison {
    fileprivate mutating func add(_ variant: Variant) throws(NightDesign.NameTaken) {
        guard !variants.contains(where: { $0.name == variant.name }) else {
            throw NightDesign.NameTaken(comparison: name, name: variant.name)
        }
        variants.append(variant)
    }

    /// The comparison with some of its variants and their references only, for a re-run; its
    /// baseline stays.
    public func narrowed(to names: Set<String>) -> Comparison {
        var narrowed = self
        narrowed.variants = variants.filter { variant in
            variant.name == baseline || names.contains(variant.name)
                || names.contains { NightDesign.pinned($0) == variant.name }
        }
        return narrowed
    }
}

extension Pin {
    /// The reference of a variant; `nil` where that was not pinned.
    public func variant(_ name: String, of comparison: String) -> PinnedVariant? {
        variants.first { $0.variant == name && $0.comparison == comparison }
    }
}

extension Variant {
    /// SHA-256 of what the suite says of it: its command and environment, and those of the steps
    /// that prepare what it uses.
    ///
    /// What the files hold is not in it: they are what is under test.
    public func definitionDigest(in suite: BenchmarkSuite, unitOfWork: String) -> String {
        var digest = ContentDigest()
        digest.update(unitOfWork)
        digest.update("\(suite.samplingInterval.inNanoseconds)")
        var waiting = [command]
        var seen: Set<String> = []
        while let command = waiting.popLast() {
            for word in command.template { digest.update(word) }
            for (name, value) in command.environment.sorted(by: { $0.key < $1.key }) {
                digest.update("\(name)=\(value)")
            }
            for step in suite.prepare
            where command.usedSteps.contains(step.name) && seen.insert(step.name).inserted {
                waiting.append(step.command)
            }
        }
        return digest.hexadecimal()
    }
}
