public import Experiment

/// A run as one of several that are set beside each other.
public struct AcrossRun: Sendable {
    public var report: Report

    /// What energy was read through in its trials, each channel once.
    public var channels: [Channel]

    /// What calibrations of suites of its name on its host found, the newest first.
    public var noiseFloors: [NoiseFloor]

    /// - Parameters:
    ///   - report: of the run.
    ///   - trials: that it was made from.
    ///   - noiseFloors: what calibrations found on its host.
    public init(_ report: Report, trials: [Trial], noiseFloors: [NoiseFloor] = []) {
        self.report = report
        self.noiseFloors = noiseFloors
        var seen: Set<String> = []
        channels = trials.flatMap(\.channels).filter { channel in
            channel.quantity.givesEnergy
                && seen.insert("\(channel.name) \(channel.interface)").inserted
        }
    }

    /// What the run was made with, as far as runs are compared by it.
    private var surroundings: Run.Surroundings {
        Run.Surroundings(
            host: report.run.host,
            settings: report.hostStates.before?.settings,
            sensors: report.run.sensors,
            channels: channels,
            // Said below, in other words: here nothing goes on.
            estimateModel: nil,
            harnessVersion: report.run.harnessVersion
        )
    }

    private static func mixture(_ run: Run) -> String {
        let changes = run.history.resumptions.flatMap(\.acceptedChanges)
        return "run \(run.id.prefix(8)) went on after changes, so that its trials are not all of "
            + "one kind: \(changes.joined(separator: "; "))"
    }

    /// What is another than in the first run, in sentences without their ends.
    func differences(from first: AcrossRun) -> [String] {
        let (run, other) = (report.run, first.report.run)
        var texts = surroundings.changes(since: first.surroundings)
        let mixed = [other, run].filter(\.isMixed)
        if !mixed.isEmpty {
            texts.insert(contentsOf: mixed.map(Self.mixture), at: 0)
        } else if let change = run.projectVersion.change(since: other.projectVersion) {
            // What a comparison of two commits is about is no difference of its method.
            texts.insert("\(change): that is what is compared", at: 0)
        } else if let version = run.projectVersion?.text, version.hasSuffix("dirty") {
            texts.insert(
                "the version of the project is \(version) in both: what was changed beyond that commit "
                    + "it does not tell",
                at: 0
            )
        }
        func differ(_ name: String, _ before: String, _ now: String) {
            if before != now { texts.append("\(name) was \(before) and is \(now)") }
        }
        // That of an import is made of its files, whose sums stand beside it.
        if run.suiteDigest != other.suiteDigest, run.imported == nil, other.imported == nil {
            texts.append(
                "the text of the suite is another (SHA-256 \(other.suiteDigest.prefix(12)) and "
                    + "\(run.suiteDigest.prefix(12)))"
            )
        }
        if run.estimateModel != other.estimateModel {
            texts.append("the model for estimates is another: \(Self.models(other, run))")
        }
        differ("what was simulated", other.simulation ?? "nothing", run.simulation ?? "nothing")
        differ("the design", other.design.text, run.design.text)
        differ("the seed", "\(other.seed)", "\(run.seed)")
        differ("the sampling interval", "\(other.samplingInterval)", "\(run.samplingInterval)")
        if run.conditions?.trials != other.conditions?.trials {
            texts.append("trials waited for other conditions of the machine")
        }
        return texts + boundDifferences(from: other) + artifactDifferences(from: other)
            + fileDifferences(from: other)
    }

    private static func models(_ first: Run, _ second: Run) -> String {
        [first, second].map { $0.estimateModel?.summary ?? "none" }.joined(separator: "; ")
    }

    /// What verdicts are held against; that of the first run is used.
    private func boundDifferences(from other: Run) -> [String] {
        report.run.comparisons.flatMap { now -> [String] in
            guard let before = other.comparisons.first(where: { $0.name == now.name }) else {
                return []
            }
            let name = "of “\(now.name)”"
            let (bound, tolerance) = (before.equivalence, before.quality?.tolerance)
            let texts = [
                (bound != now.equivalence, "the bound of equivalence \(name)"),
                (tolerance != now.quality?.tolerance, "the tolerance of quality \(name)"),
            ]
            return texts.filter(\.0).map { "\($0.1) is another; run A's is used" }
        }
    }

    private func artifactDifferences(from other: Run) -> [String] {
        report.run.artifacts.compactMap { artifact in
            guard let before = other.artifacts.first(where: { $0.step == artifact.step }),
                before.key != artifact.key
            else { return nil }
            return "what “\(artifact.step)” prepares is another artifact: its command, program or "
                + "inputs differ"
        }
    }

    private func fileDifferences(from other: Run) -> [String] {
        guard let now = report.run.history.start?.files, let before = other.history.start?.files
        else { return [] }
        return before.sorted { $0.key < $1.key }.compactMap { path, digest in
            guard let new = now[path], new != digest else { return nil }
            return "\(path) is another file (SHA-256 \(digest.prefix(12)) and \(new.prefix(12)))"
        }
    }
}
