public import Experiment
internal import Foundation

/// A run made of what files say, with its trials.
public struct ImportedRun: Sendable {
    public var run: Run
    public var trials: [Trial]

    /// - Parameters:
    ///   - parts: of one format, unit and machine; at least one.
    ///   - files: that they were read from, in order.
    ///   - suite: what the run is named after; `nil` for the format and the first file.
    ///   - now: in milliseconds since 1970: the import's own time.
    ///   - harnessVersion: of this program.
    /// - Throws: `ImportError.incompatible` where they do not make one run.
    public init(
        of parts: [ImportedData],
        files: [SourceFile],
        suite: String?,
        now: Int64,
        harnessVersion: String
    ) throws(ImportError) {
        guard let first = parts.first else { throw .incompatible(reason: "No file was named") }
        try Self.check(parts)
        let variants = Self.unique(parts.flatMap(\.variants))
        let comparison = Self.comparison(of: first, variants)
        let source = Self.source(of: first, files, recordedAt: Self.recorded(variants))
        let text = Self.text(of: source)
        let blocks = variants.map(\.trials.count).max() ?? 1
        trials = Self.trials(of: variants, comparison.name)
        run = Run(
            id: UUID().uuidString.lowercased(),
            suiteName: suite ?? "\(first.format.rawValue)-\(Self.plain(first.title))",
            suiteText: text,
            suiteDigest: ContentDigest.hexadecimal(of: text),
            comparisons: [comparison],
            artifacts: [],
            seed: 0,
            blocks: blocks,
            plannedTrials: trials.count,
            samplingInterval: Self.interval(of: trials),
            host: Self.host(first.host),
            sensors: [
                SensorState(
                    sensor: "import",
                    covers: first.format.method,
                    availability: .present,
                    reason:
                        "Read from \(files.count.counted("file")); no sensor of this machine was read"
                )
            ],
            estimateModel: nil,
            startedAtMilliseconds: now,
            harnessVersion: harnessVersion,
            imported: source
        )
    }

    private static func check(_ parts: [ImportedData]) throws(ImportError) {
        func differ<Value: Hashable>(_ value: (ImportedData) -> Value) -> Bool {
            Set(parts.map(value)).count > 1
        }
        if differ(\.format) {
            throw .incompatible(
                reason: "The files are of different formats: import them one by one"
            )
        }
        if differ(\.unitOfWork) || differ(\.comparison) || differ(\.scalingFactor) {
            throw .incompatible(
                reason: "The files are of different benchmarks or scenarios: import them one by one"
            )
        }
        if differ(\.host) {
            throw .incompatible(
                reason: "The files are of different machines: import them one by one"
            )
        }
    }

    /// Names that come again get a number.
    private static func unique(_ variants: [ImportedVariant]) -> [ImportedVariant] {
        var seen: Set<String> = []
        return variants.map { variant in
            var named = variant
            var number = 2
            // A database's text ends at a NUL for most that read it.
            named.name = named.name.replacing("\0", with: "\u{2400}")
            while !seen.insert(named.name).inserted {
                named.name = "\(variant.name) (\(number))"
                number += 1
            }
            return named
        }
    }

    private static func comparison(
        of data: ImportedData,
        _ variants: [ImportedVariant]
    ) -> Comparison {
        Comparison(
            name: data.comparison,
            unitOfWork: data.unitOfWork,
            quality: data.quality,
            baseline: variants.first?.name ?? "",
            variants: variants.map {
                Variant(
                    name: $0.name,
                    command: Command(arguments: [[.text($0.name)]]),
                    parameters: $0.parameters
                )
            }
        )
    }

    private static func trials(of variants: [ImportedVariant], _ comparison: String) -> [Trial] {
        var trials: [Trial] = []
        for (position, variant) in variants.enumerated() {
            for (block, imported) in variant.trials.enumerated() {
                trials.append(
                    Trial(
                        id: Trial.newID(),
                        planned: PlannedTrial(
                            sequence: trials.count,
                            comparison: comparison,
                            variant: variant.name,
                            block: block,
                            position: position,
                            blockSeed: 0
                        ),
                        command: [variant.name],
                        startedAtMilliseconds: imported.startedAtMilliseconds,
                        started: imported.started,
                        ended: imported.ended,
                        outcome: imported.outcome,
                        channels: imported.channels,
                        readings: imported.readings,
                        events: imported.events,
                        warnings: imported.notes.map(TrialWarning.imported)
                    )
                )
            }
        }
        return trials
    }

    /// Each file under the digest of its content; the whole under that of the format and of all.
    private static func source(
        of data: ImportedData,
        _ files: [SourceFile],
        recordedAt milliseconds: Int64?
    ) -> RunImport {
        var all = ContentDigest()
        all.update(data.format.rawValue)
        let kept = files.map { file in
            all.update(file.content)
            var own = ContentDigest()
            own.update(file.content)
            return RunImport.File(
                path: file.path,
                bytes: Int64(file.content.count),
                digest: own.hexadecimal()
            )
        }
        return RunImport(
            format: data.format.rawValue,
            method: data.format.method,
            scalingFactor: data.scalingFactor,
            files: kept,
            digest: all.hexadecimal(),
            recordedAtMilliseconds: milliseconds
        )
    }

    /// When the first of it was recorded; `nil` where the files do not say.
    private static func recorded(_ variants: [ImportedVariant]) -> Int64? {
        variants.flatMap(\.trials).filter(\.statesItsTime).map(\.startedAtMilliseconds).min()
    }

    private static func text(of source: RunImport) -> String {
        (["# imported: \(source.format)"] + source.files.map { "# \($0.digest)  \($0.path)" })
            .joined(separator: "\n") + "\n"
    }

    /// Typical of the samples of the first channel; for totals the time that they are of.
    private static func interval(of trials: [Trial]) -> Duration {
        guard let trial = trials.first else { return .seconds(1) }
        let instants = trial.readings.filter { $0.channel == 0 }.map(\.instant)
        let steps = zip(instants, instants.dropFirst()).map { $1 - $0 }.filter { $0 > .zero }
            .sorted()
        let typical = steps.isEmpty ? trial.ended - trial.started : steps[steps.count / 2]
        return typical > .zero ? typical : .nanoseconds(1)
    }

    /// Never this machine: what the files do not say is unknown.
    private static func host(_ words: HostWords) -> Experiment.Host {
        let unknown = "unknown"
        var digest = ContentDigest()
        for word in [
            "imported", words.name, words.cpuModel, words.logicalCPUs.map(String.init),
            words.memoryBytes.map(String.init), words.kernel, words.operatingSystem,
        ] { digest.update(word ?? unknown) }
        return Experiment.Host(
            id: digest.uuid(),
            name: words.name ?? unknown,
            cpuModel: words.cpuModel ?? unknown,
            logicalCPUs: words.logicalCPUs,
            memoryBytes: words.memoryBytes,
            kernel: words.kernel ?? unknown,
            operatingSystem: words.operatingSystem ?? unknown,
            architecture: unknown,
            hypervisor: nil
        )
    }

    /// A title that is a file name everywhere.
    private static func plain(_ title: String) -> String {
        let plain = title.map { character in
            character.isASCII && (character.isLetter || character.isNumber || character == ".")
                ? character : "-"
        }
        return plain.isEmpty ? "run" : String(plain.prefix(60))
    }
}
