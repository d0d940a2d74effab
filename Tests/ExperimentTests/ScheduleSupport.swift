import Experiment

/// Comparisons and results that tests of schedules make up.
enum Made {
    static func comparison(_ name: String = "c", variants: [String]) -> Comparison {
        Comparison(
            name: name,
            unitOfWork: "samples",
            quality: nil,
            baseline: variants[0],
            variants: variants.map {
                Variant(
                    name: $0,
                    command: Command(arguments: [[.text("true")]]),
                    parameters: [:]
                )
            }
        )
    }

    /// A schedule of one comparison.
    static func schedule(
        _ variants: [String] = ["a", "b"],
        blocks: BlockRule,
        warmUp: Int = 0,
        seed: UInt64 = 5
    ) -> TrialSchedule {
        TrialSchedule(
            comparisons: [comparison(variants: variants)],
            design: RunDesign(blocks: blocks, warmUpBlocks: warmUp),
            seed: seed
        )
    }

    static let measured = EnergySource(provenance: .measured, scope: "package")

    /// A trial that used this much for a unit of work.
    static func result(
        _ planned: PlannedTrial,
        joules: Double? = 1,
        seconds: Double? = 1
    ) -> TrialResult {
        TrialResult(
            planned: planned,
            energyPerUnit: joules,
            source: joules.map { _ in measured },
            timePerUnit: seconds
        )
    }
}

extension TrialSchedule {
    /// Makes all trials that are missing.
    ///
    /// - Returns: those that were made, in order.
    mutating func make(_ result: (PlannedTrial) -> TrialResult = { Made.result($0) })
        -> [PlannedTrial]
    {
        var made: [PlannedTrial] = []
        while let planned = next() {
            made.append(planned)
            record(result(planned))
            if made.last == next() { break }
        }
        return made
    }
}
