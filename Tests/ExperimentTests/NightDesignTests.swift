import Experiment
import Testing

@Suite struct NightDesignTests {
    private static func variant(_ name: String) -> Variant {
        Variant(
            name: name,
            command: Command(template: ["run", name]),
            parameters: ["name": name]
        )
    }

    private static let comparison = Comparison(
        name: "c",
        unitOfWork: "samples",
        quality: nil,
        baseline: "dense",
        variants: ["dense", "int8"].map(variant)
    )

    private func pin(_ variants: [String]) -> Pin {
        Pin(
            id: "00000000-0000-4000-8000-000000000001",
            suite: "s",
            createdAtMilliseconds: 0,
            folder: "/pins",
            version: nil,
            variants: variants.map {
                PinnedVariant(
                    comparison: "c",
                    variant: $0,
                    command: Command(template: ["old", $0]),
                    files: [:],
                    definition: String(repeating: "0", count: 64)
                )
            }
        )
    }

    @Test func `each pinned variant runs beside its own, and the canary is the pinned baseline`()
        throws
    {
        let design = try NightDesign(
            [Self.comparison],
            pin: pin(["dense", "int8"]),
            hasCanary: true
        )
        let variants = design.comparisons[0].variants
        #expect(
            variants.map(\.name)
                == ["dense", "int8", "dense (pinned)", "int8 (pinned)", "canary (A/A)"]
        )
        #expect(variants[3].command.template == ["old", "int8"])
        #expect(variants[4].command.template == ["old", "dense"])
        #expect(NightDesign.canaryReference(in: design.comparisons[0]) == "dense (pinned)")
        let readBack = NightDesign(ofRun: design.comparisons, pin: design.pin)
        #expect(readBack == design)
    }

    @Test func `without a pin the canary is the baseline itself`() throws {
        let design = try NightDesign([Self.comparison], pin: nil, hasCanary: true)
        #expect(design.comparisons[0].variants.last?.command.template == ["run", "dense"])
        #expect(NightDesign.canaryReference(in: design.comparisons[0]) == "dense")
        #expect(NightDesign(ofRun: design.comparisons, pin: nil) == design)
        let plain = try NightDesign([Self.comparison], pin: nil, hasCanary: false)
        #expect(plain.comparisons == [Self.comparison])
    }

    @Test func `a variant that has the name of a reference is refused`() throws {
        var comparison = Self.comparison
        comparison.variants.append(Self.variant("canary (A/A)"))
        #expect(throws: NightDesign.NameTaken.self) {
            try NightDesign([comparison], pin: nil, hasCanary: true)
        }
    }

    @Test func `a re-run has what is suspected with its reference, and the baseline`() throws {
        let design = try NightDesign(
            [Self.comparison],
            pin: pin(["dense", "int8"]),
            hasCanary: true
        )
        #expect(
            design.comparisons[0].narrowed(to: ["int8"]).variants.map(\.name)
                == ["dense", "int8", "int8 (pinned)"]
        )
    }

    @Test func `a variant's definition is its command and what prepares it, not its name`() {
        var suite = BenchmarkSuite(
            name: "s",
            timeout: .seconds(1),
            samplingInterval: .milliseconds(10),
            prepare: [
                PrepareStep(
                    name: "model",
                    command: Command(template: ["make", "{output}"]),
                    inputs: [],
                    timeout: .seconds(1)
                )
            ],
            comparisons: [Self.comparison]
        )
        func digest(_ words: [String]) -> String {
            Variant(name: "x", command: Command(template: words), parameters: [:])
                .definitionDigest(in: suite, unitOfWork: "samples")
        }
        let (plain, using) = (digest(["run"]), digest(["run", "{artifact.model}"]))
        #expect(plain != using)
        suite.prepare[0].command = Command(template: ["make", "-B", "{output}"])
        #expect(digest(["run"]) == plain)
        #expect(digest(["run", "{artifact.model}"]) != using)
    }

    @Test func `circumstances that differ are named, also those that are new or gone`() {
        let before = Circumstances(["kernel": "6.1", "microcode": "0x1", "same": "x"])
        let now = Circumstances(["kernel": "6.2", "driver": "550", "same": "x"])
        #expect(
            now.changes(since: before)
                == ["driver unknown → 550", "kernel 6.1 → 6.2", "microcode 0x1 → unknown"]
        )
    }
}
