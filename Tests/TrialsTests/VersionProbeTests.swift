import Experiment
import Foundation
import TestSupport
import Testing

@testable import Trials

/// What a suite's command says of the project under test.
@Suite struct VersionProbeTests {
    private func probe(timeout: Duration = .seconds(10)) -> VersionProbe {
        var probe = VersionProbe(
            locator: ProgramLocator(folders: ["/usr/bin", "/bin"]),
            household: .guest
        )
        probe.timeout = timeout
        return probe
    }

    private func reason(_ script: String, timeout: Duration = .seconds(10)) throws -> String? {
        let version = try probe(timeout: timeout).version(by: ["sh", "-c", script], in: "/")
        #expect(version.text == nil)
        return version.missingReason
    }

    @Test func `the one line that a command prints is the version`() throws {
        let version = try probe().version(by: ["printf", "\n v1.2-3-gab12-dirty \n\n"], in: "/")
        #expect(version.text == "v1.2-3-gab12-dirty" && version.missingReason == nil)
        #expect(version.command.first == "printf")
    }

    @Test func `it runs in the folder of the suite, and finds its own programs there`() throws {
        let folder = try TemporaryFolder()
        try folder.write("#!/bin/sh\ncat VERSION\n", to: "version.sh")
        try folder.write("7.1\n", to: "VERSION")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: folder.path + "/version.sh"
        )
        let version = try probe().version(by: ["./version.sh"], in: folder.path)
        #expect(version.text == "7.1", "\(version)")
        #expect(try probe().version(by: ["cat", "VERSION"], in: folder.path).text == "7.1")
        let nowhere = try probe().version(by: ["pwd"], in: folder.path + "/gone")
        #expect(nowhere.missingReason?.contains("No such file or directory") == true)
    }

    @Test func `a command that fails gives its reason and no version`() throws {
        #expect(
            try reason("echo fatal: no repository. >&2; exit 128")
                == "it exited with status 128: fatal: no repository"
        )
        #expect(try reason("true") == "it printed nothing")
        #expect(try reason("echo 1; echo 2") == "it printed more than one line")
        #expect(try reason("printf %0201d 1") == "it printed more than 200 characters")
        #expect(try reason("printf 'a\\033[31mb'") == "it printed control characters")
        #expect(try reason("kill -9 $$")?.contains("signal 9") == true)
        let missing = try probe().version(by: ["no-such-program-here"], in: "/")
        #expect(missing.missingReason == "there is no program “no-such-program-here”")
    }

    @Test func `one that does not end, or never stops printing, is ended`() throws {
        let limit = Duration.milliseconds(200)
        for script in ["sleep 600", "while :; do echo x; done"] {
            let found = try reason(script, timeout: limit)
            #expect(found?.hasPrefix("it ran longer than its limit of 0.2 seconds") == true)
        }
    }
}
