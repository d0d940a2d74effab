import Experiment
import Foundation
import TestSupport
import Testing

@testable import Store

/// What is bound by hand is what SQLite keeps.
@Suite struct RowWriterTests {
    private static let texts = [
        "plain", "", "pipe | \"quote\" 'tick' ,", "Grüße 🚗", "back\\slash\nline\u{1}",
        String(repeating: "long ", count: 2000),
    ]

    @Test(arguments: texts)
    func `texts of every kind come back as they were`(text: String) throws {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        try store.create(run)
        var trial = SampleRun.trial()
        trial.output = CapturedOutput(standardOutput: text, standardError: text + text)
        trial.command = [text, "--name", text]
        trial.events += (0..<3).map { number in
            WorkloadEvent(
                kind: .point,
                key: "key \(text)",
                number: number == 0 ? nil : Double(number) / -3,
                value: text,
                instant: MonotonicInstant(nanoseconds: .max - Int64(number))
            )
        }
        try store.save(trial, of: run)
        #expect(try store.trials(ofRun: run.id) == [trial])
    }

    @Test func `many texts of one row do not lie over each other`() throws {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        try store.create(run)
        let trials = (0..<3).map { number in
            var trial = SampleRun.trial(sequence: number)
            let texts = ["a", "b", "c"].map { String(repeating: "\($0)\(number)", count: 900) }
            trial.output = CapturedOutput(standardOutput: texts[0], standardError: texts[1])
            trial.command = [texts[2]]
            return trial
        }
        for trial in trials { try store.save(trial, of: run) }
        #expect(try store.trials(ofRun: run.id) == trials)
    }

    @Test func `what a table refuses is an error that says why, and the next trial is stored`()
        throws
    {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        try store.create(run)
        var unknown = SampleRun.trial()
        unknown.planned.variant = "nobody"
        let error = #expect(throws: StoreError.self) { try store.save(unknown, of: run) }
        #expect("\(try #require(error))".contains("FOREIGN KEY constraint failed"))
        var backwards = SampleRun.trial()
        backwards.ended = MonotonicInstant(nanoseconds: backwards.started.nanoseconds - 1)
        #expect(throws: StoreError.self) { try store.save(backwards, of: run) }
        let trial = SampleRun.trial()
        try store.save(trial, of: run)
        #expect(try store.trials(ofRun: run.id) == [trial])
    }

    @Test func `texts of a list are encoded as the encoder does`() throws {
        func encoded(_ value: some Encodable) throws -> String { try JSONText.encode(value) }
        for texts in [
            [], ["infer", "--seed", "3"], ["a\"b", "c"], ["back\\slash"], ["Grüße", ""],
            ["new\nline", "\u{1}", "\u{7F}", "/"],
        ] {
            let text = try JSONText.encode(texts)
            let usual = try encoded(texts)
            #expect(text == usual)
            #expect(try JSONText.decode(text, as: [String].self) == texts)
        }
    }
}
