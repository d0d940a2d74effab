public import Experiment
public import Statistics
internal import Units

/// Why a variant costs what it costs: what its energy ratio is made of, and what it computes and
/// holds for it.
public struct WhyRow: Sendable, Hashable {
    /// The energy ratio as power × time; a failure says why there is none.
    ///
    /// `nil` for the baseline.
    public var split: Result<RatioSplit, Absence>?

    /// The peak memory, variant ÷ baseline, as the energies; `nil` for the baseline.
    public var memoryRatio: Result<ComparedRatio, Absence>?

    /// The FLOPs that were executed, of those of the dense model.
    public var executedShare: Result<Double, Absence>

    public var intensity: Result<ArithmeticIntensity, Absence>

    /// `nil` where nobody states what the machine can do.
    public var roofline: Result<RooflinePlace, Absence>?

    /// - Parameters:
    ///   - row: with everything else filled in.
    ///   - sides: the completed trials of the variant and the baseline; `nil` for the baseline.
    ///   - pilot: the blocks of the pilot of an adaptive run.
    ///   - balance: what the machine can do, where it is stated.
    init(
        of row: VariantRow,
        _ sides: TrialSides?,
        pilot: Int?,
        balance: MachineBalance?
    ) {
        if let sides {
            split = Self.split(of: row, sides, pilot: pilot)
            memoryRatio = Self.memoryRatio(sides)
        }
        executedShare = Self.executedShare(of: row)
        intensity = Self.intensity(of: row)
        guard let balance else { return }
        roofline = intensity.flatMap { Self.place(of: row, at: $0, of: balance) }
    }

    private static func split(of row: VariantRow, _ sides: TrialSides, pilot: Int?)
        -> Result<RatioSplit, Absence>
    {
        guard row.energyRatio != nil else {
            return .failure(Absence(row.ratioMissingReason ?? "there is no energy ratio"))
        }
        do throws(Absence) {
            return .success(try RatioSplit(of: sides, pilot: pilot))
        } catch {
            return .failure(error)
        }
    }

    private static func memoryRatio(_ sides: TrialSides) -> Result<ComparedRatio, Absence> {
        func bytes(_ trial: TrialSummary) -> Double? { trial.peakMemory.figure?.value.bytes }
        guard sides.difference(bytes) != nil else {
            return .failure(
                Absence(
                    sides.ranInTurn
                        ? "no block has the peak memory of both"
                        : "one of them has no peak memory"
                )
            )
        }
        do throws(Absence) {
            return .success(try sides.ratio(bytes))
        } catch {
            return .failure(error)
        }
    }

    private static func executedShare(of row: VariantRow) -> Result<Double, Absence> {
        guard let executed = row.flopsExecuted, let dense = row.flopsDense, dense > .zero else {
            return .failure(Absence("the workload does not state both executed and dense FLOPs"))
        }
        // Work that moved to integers is not saved.
        guard row.integerOperations.map({ $0 <= .zero }) ?? true else {
            return .failure(Absence("it executes integer operations besides, or instead"))
        }
        return .success(executed / dense)
    }

    private static func intensity(of row: VariantRow) -> Result<ArithmeticIntensity, Absence> {
        do throws(Absence) {
            return .success(try ArithmeticIntensity(of: row))
        } catch {
            return .failure(error)
        }
    }

    private static func place(
        of row: VariantRow,
        at intensity: ArithmeticIntensity,
        of balance: MachineBalance
    ) -> Result<RooflinePlace, Absence> {
        guard let time = row.timePerUnit?.mean, let flops = row.flopsExecuted, time > .zero else {
            return .failure(Absence("there is no time of a unit of work"))
        }
        return .success(
            RooflinePlace(
                flopsPerSecond: flops.operations / time.seconds,
                flopsPerByte: intensity.flopsPerByte,
                of: balance
            )
        )
    }
}

extension ComparisonReport {
    /// Fills in why each variant costs what it costs; after everything else of the rows.
    mutating func fillWhy(pilot: Int?, balance: MachineBalance?) {
        let measured = summaries.filter { $0.isCompleted && !$0.planned.isWarmUp }
        let byVariant = Dictionary(grouping: measured, by: \.planned.variant)
        let baseline = byVariant[comparison.baseline] ?? []
        for index in rows.indices {
            rows[index].why = WhyRow(
                of: rows[index],
                rows[index].isBaseline
                    ? nil
                    : TrialSides(
                        byVariant[rows[index].variant] ?? [],
                        baseline,
                        ranInTurn: ranInTurn
                    ),
                pilot: pilot,
                balance: balance
            )
        }
    }
}
