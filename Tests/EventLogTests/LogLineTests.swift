import EventLog
import Testing

@Suite struct LogLineTests {
    @Test func `reads an event after other text on the line`() throws {
        let line = """
            0: rank 3 :::MLLOG {"namespace": "", "time_ms": 1700000000000, "event_type": \
            "POINT_IN_TIME", "key": "eval_accuracy", "value": 0.8931, "metadata": \
            {"file": "train.py", "lineno": 12, "monotonic_ns": 123456789012345}}
            """
        let event = try #require(try LogLine.parse(line))
        #expect(event.key == "eval_accuracy")
        #expect(event.value == .number(0.8931))
        #expect(event.kind == .pointInTime)
        #expect(event.monotonicNanoseconds == 123_456_789_012_345)
        #expect(event.timeMilliseconds == 1_700_000_000_000)
        #expect(event.metadata["file"] == .text("train.py"))
    }

    @Test func `a line without the token is ordinary output`() throws {
        #expect(try LogLine.parse("epoch 3 loss 0.31") == nil)
        #expect(try LogLine.parse("") == nil)
    }

    @Test func `NaN as Python prints it is a number that is not one`() throws {
        let line = ##":::MLLOG {"event_type": "POINT_IN_TIME", "key": "loss", "value": NaN}"##
        let event = try #require(try LogLine.parse(line))
        let number = try #require(event.value.asNumber)
        #expect(number.isNaN)
    }

    @Test(arguments: [
        (":::MLLOG", "not a JSON object"),
        (":::MLLOG {\"key\": \"x\"", "not a JSON object"),
        (":::MLLOG {\"key\": \"x\"}", "event_type"),
        (":::MLLOG {\"event_type\": \"SOMETIMES\", \"key\": \"x\"}", "event_type"),
        (":::MLLOG {\"event_type\": \"POINT_IN_TIME\", \"key\": 3}", "key"),
    ])
    func `a broken event says what is wrong`(line: String, reason: String) {
        let error = #expect(throws: MalformedLogLine.self) { try LogLine.parse(line) }
        #expect(error?.description.contains(reason) == true)
    }

    @Test(arguments: [
        LogValue.null, true, 42, 0.5, "té\"xt\n", .array([1, "a"]), .object(["a": .null]),
        .integer(.max),
    ])
    func `what is written is read back`(value: LogValue) throws {
        let line = LogLine(
            kind: .intervalEnd,
            key: "run_stop",
            value: value,
            metadata: ["a/b": 1],
            timeMilliseconds: 5
        )
        #expect(!line.text.contains("\n"))
        #expect(try LogLine.parse(line.text) == line)
    }
}
