internal import Experiment
internal import Statistics
internal import Units

extension ComparisonReport {
    /// What each energy ratio is made of; `nil` where there is nothing to say of any variant.
    var whyTable: Table? {
        let table = Table(
            title: "Why",
            columns: [
                ("variant", .left), ("energy ratio [95 %]", .right),
                ("= power ratio [95 %]", .right),
                (isAtFixedRate ? "× time ratio (given)" : "× time ratio [95 %]", .right),
                ("peak memory ratio [95 %]", .right), ("FLOPs executed/dense", .right),
                ("FLOP/B", .right), ("roofline", .left),
            ],
            rows: rows.map(whyCells)
        )
        let hasFigures = rows.contains { row in
            row.why.map { (try? $0.split?.get()) != nil || $0.hasComputeFigures } ?? false
        }
        return hasFigures ? table : nil
    }

    private func whyCells(_ row: VariantRow) -> [String] {
        guard let why = row.why else {
            return [row.variant] + Array(repeating: Table.missing, count: 7)
        }
        let split = try? why.split?.get()
        let one = row.isBaseline ? "1" : Table.missing
        return [
            row.variant,
            split.map { row.marked($0.energy.text) }
                ?? (row.energyPerUnit == nil ? Table.missing : one),
            split.map { row.marked($0.power.text) }
                ?? (row.averagePower == nil ? Table.missing : one),
            split?.time.text ?? (row.timePerUnit == nil ? Table.missing : one),
            (try? why.memoryRatio?.get())?.text ?? (row.peakMemory == nil ? Table.missing : one),
            (try? why.executedShare.get()).map(Self.percent) ?? Table.missing,
            (try? why.intensity.get())?.text ?? Table.missing,
            (try? why.roofline?.get())?.text ?? Table.missing,
        ]
    }

    private static func percent(_ share: Double) -> String {
        "\(NumberText.significant(share * 100, digits: 3)) %"
    }

    /// Why a roofline place that was asked for is missing.
    var whyTroubles: [String] {
        rows.compactMap { row in
            guard case .failure(let absence) = row.why?.roofline else { return nil }
            return "\(row.variant): no place in the roofline: \(absence.reason)."
        }
    }
}

extension WhyRow {
    /// Whether there is more than ratios: something of what is computed.
    fileprivate var hasComputeFigures: Bool {
        (try? executedShare.get()) != nil || (try? intensity.get()) != nil
    }
}

extension ArithmeticIntensity {
    fileprivate var text: String {
        NumberText.significant(flopsPerByte, digits: 3) + (isMultiplexed ? "*" : "")
    }
}

extension RooflinePlace {
    fileprivate var text: String {
        "\(word), \(NumberText.significant(shareOfRoof * 100, digits: 2)) % of the roof"
    }
}

extension Report {
    /// What the table Why means, as far as it is there.
    var whyNotes: [String] {
        let rows = comparisons.lazy.flatMap(\.rows).compactMap(\.why)
        var notes: [String] = []
        if rows.contains(where: { (try? $0.split?.get()) != nil }) {
            notes.append(
                "Why: energy ratio = power ratio × time ratio, geometric means over the same "
                    + "blocks. Peak memory is of the process tree, resident."
            )
        }
        if rows.contains(where: { (try? $0.intensity.get()) != nil }) {
            notes.append(
                "FLOP/B: FLOPs that the workload says it executed ÷ (last-level cache misses × "
                    + "64 B). That is an approximation: what is prefetched or written back is not "
                    + "in the misses, so that the true intensity is lower as a rule."
            )
        }
        if let balance {
            let peak = NumberText.quantity(
                balance.peakFlopsPerSecond,
                plusMinus: nil,
                unit: "FLOP/s"
            )
            let bandwidth = NumberText.quantity(
                balance.peakBytesPerSecond,
                plusMinus: nil,
                unit: "B/s"
            )
            notes.append(
                "Roofline: peaks as stated by the user, not measured: \(peak), \(bandwidth), which "
                    + "meet at \(NumberText.significant(balance.ridgeFlopsPerByte, digits: 3)) "
                    + "FLOP/B."
            )
        }
        return notes
    }
}
