import Experiment
import Foundation
import Testing
import Units

@testable import joulebench

@Suite struct VerificationTests {
    private static let comparison = Comparison(
        name: "one",
        unitOfWork: "samples",
        quality: QualityMetric(event: "acc", higherIsBetter: true),
        baseline: "a",
        variants: [
            Variant(
                name: "a",
                command: Command(template: ["run"], environment: [:]),
                parameters: [:]
            )
        ]
    )

    /// A trial of 3 s with events: a key with its number, one a second.
    private static func trial(
        _ events: [(String, Double)],
        outcome: TrialOutcome = .completed,
        window: Double? = nil
    ) -> Trial {
        func instant(_ seconds: Double) -> MonotonicInstant {
            MonotonicInstant(nanoseconds: Int64(seconds * 1e9))
        }
        var all = events.map {
            WorkloadEvent(kind: .point, key: $0.0, number: $0.1, value: "", instant: instant(1))
        }
        if let window {
            all.append(WorkloadEvent(kind: .start, key: "run_start", instant: instant(0)))
            all.append(WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(window)))
        }
        return Trial(
            id: "",
            planned: PlannedTrial(
                sequence: 0,
                comparison: "one",
                variant: "a",
                block: 0,
                position: 0,
                blockSeed: 0
            ),
            command: ["run"],
            startedAtMilliseconds: 0,
            started: instant(0),
            ended: instant(3),
            outcome: outcome,
            channels: [],
            events: all
        )
    }

    private func reasons(_ trial: Trial, timeout: Duration = .seconds(60)) -> [String] {
        Verification(of: trial, in: Self.comparison, timeout: timeout).findings.compactMap(\.reason)
    }

    private static let good = [("samples", 5.0), ("acc", 0.9)]

    @Test func `a variant that says what is expected passes`() {
        let verification = Verification(
            of: Self.trial(Self.good + [("flops_dense", 9), ("flops_executed", 3)], window: 2),
            in: Self.comparison,
            timeout: .seconds(60)
        )
        #expect(!verification.isFailed)
        let expected: [Verification.Finding] = [
            .passed("status 0"), .passed("2.00 s"), .passed("5 samples"), .passed("0.9"),
            .passed("stated"),
        ]
        #expect(verification.findings == expected)
    }

    @Test func `what is missing or no number is named`() {
        #expect(
            reasons(Self.trial([("acc", 1)])) == [
                "prints no event “samples”, the unit of work; `unit: trial` counts each trial as one"
            ]
        )
        #expect(
            reasons(Self.trial([("samples", 0), ("acc", 1)])) == [
                "states no amount of “samples” above 0"
            ]
        )
        #expect(reasons(Self.trial([("samples", 1)])) == ["prints no event “acc”, the quality"])
        #expect(
            reasons(Self.trial([("samples", 1), ("acc", .nan)])) == [
                "states no finite number for “acc”"
            ]
        )
        #expect(
            reasons(Self.trial(Self.good + [("flops_dense", -1)])) == [
                "states for “flops_dense” no finite number from 0 on"
            ]
        )
    }

    @Test func `doubts are no failures`() {
        let short = Verification(
            of: Self.trial(Self.good, window: 0.5),
            in: Self.comparison,
            timeout: .seconds(60)
        )
        #expect(!short.isFailed)
        #expect(short.window.reason?.contains("shorter than 1 s") == true)
        #expect(
            reasons(Self.trial(Self.good), timeout: .seconds(4)) == [
                "took 3 s of the 4 s that timeout_seconds allows"
            ]
        )
        let more = reasons(Self.trial(Self.good + [("flops_dense", 1), ("flops_executed", 2)]))
        #expect(more.first?.contains("executes more FLOPs than the dense model") == true)
    }

    @Test func `after a failed end the rest is not checked`() {
        let failed = Verification(
            of: Self.trial([], outcome: .exited(status: 3)),
            in: Self.comparison,
            timeout: .seconds(60)
        )
        #expect(failed.isFailed)
        #expect(failed.findings.dropFirst().allSatisfy { $0 == Verification.Finding.notChecked })
    }

    @Test func `each variant runs once, and neither database nor report is made`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.failures, to: "failures.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        try program.write(SuiteText.openScript, to: "open.sh")
        let good = try program.run("run", "two.yaml", "--verify")
        #expect(good.status == 0, "\(good.errors)")
        #expect(good.output.contains("All 2 variants report what the suite expects."))
        #expect(good.output.contains("100 samples"))
        #expect(good.output.contains("the window is shorter than 1 s"))
        let bad = try program.run("run", "failures.yaml", "--verify", "--quiet")
        #expect(bad.status == 1, "\(bad.errors)")
        #expect(bad.errors.isEmpty)
        #expect(bad.output.contains("4 of 5 variants do not report what the suite expects."))
        #expect(bad.output.contains("| it broke"))
        let left = try FileManager.default.contentsOfDirectory(
            atPath: program.folder.path + "/results"
        )
        #expect(left == ["artifacts"])
    }
}
