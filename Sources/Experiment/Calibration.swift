extension BenchmarkSuite {
    /// The suite that finds the noise floor of this one: the baseline of each comparison against
    /// itself, through the same pipeline.
    ///
    /// - Parameter blocks: of each comparison; `nil`: as many as the suite makes in any case, and at
    ///   least `leastCalibrationBlocks`.
    /// - Returns: a suite of the same name, with the steps that the baselines need.
    public func calibrating(blocks: Int? = nil) -> BenchmarkSuite {
        var suite = self
        suite.comparisons = comparisons.map(\.calibrating)
        suite.design.blocks = .fixed(
            blocks ?? max(design.blocks.least, Self.leastCalibrationBlocks)
        )
        suite.design.isCalibration = true
        suite.prepare = steps(usedBy: suite.comparisons)
        return suite
    }

    /// With fewer blocks, what noise may do is not seen.
    public static let leastCalibrationBlocks = 10

    /// The steps that some comparisons need, with those that these need.
    private func steps(usedBy comparisons: [Comparison]) -> [PrepareStep] {
        var needed = Set(comparisons.flatMap(\.variants).flatMap(\.command.usedSteps))
        // A step comes after those that it uses, so one pass from the end finds all.
        for step in prepare.reversed() where needed.contains(step.name) {
            needed.formUnion(step.command.usedSteps)
        }
        return prepare.filter { needed.contains($0.name) }
    }
}

extension Comparison {
    /// The baseline against itself under another name.
    fileprivate var calibrating: Comparison {
        guard let variant = variants.first(where: { $0.name == baseline }) else { return self }
        var again = variant
        again.name = baseline + "-again"
        var comparison = self
        comparison.variants = [variant, again]
        return comparison
    }
}
