import Suites

/// Suite files for tests, built from a small one that is right.
enum SuiteText {
    static let minimal = """
        suite: tiny
        comparisons:
          - name: one
            baseline: a
            command: [run]
            variants:
              a:
              b: {command: [other, 5]}

        """

    /// A suite that uses every key of the format.
    static let everything = """
        suite: everything
        summary: "a line"
        blocks: 3
        warmup_blocks: 2
        seed: 42
        timeout_seconds: 12.5
        sampling_interval_seconds: 0.05
        counters: [instructions, PAPI_SP_OPS, "cpu/event=0xc7,umask=0x1/"]
        gpus: [GPU-1a2b, 1]
        version: [git, describe, --always, 7]
        conditions:
          gates: true
          max_load: 1.5
          load_wait_seconds: 5
          temperature_band_celsius: 3
          temperature_wait_seconds: 90
          cooldown_seconds: 2
          idle_windows: 4
          idle_window_seconds: 2.5
        parameters: {data: /d}
        prepare:
          base:
            command: [make, "{size}", "{output}"]
            inputs: ["{data}/a", b]
            parameters: {size: 1}
            environment: {A: 1}
            timeout_seconds: 60
          next:
            command: [make, "{artifact.base}/x", "{output}"]
        comparisons:
          - name: first
            unit: tokens
            quality: {event: accuracy, higher_is_better: true, target: 0.85, tolerance: 0.005}
            equivalence: 0.02
            loadgen: "{output}/logs"
            baseline: one
            command: [run, "{model}", "{output}", --seed, "{seed}", '{{"a": {batch}}}']
            parameters: {batch: 256, model: "{artifact.base}/x"}
            environment: &env {B: two}
            variants:
              one:
              two:
                parameters: {model: "{artifact.next}/x"}
                environment: *env
              three:
                command: [other, program, "{output}"]

        """

    /// What the keys of `everything` cannot say at the same time.
    static let adaptive =
        "blocks: {pilot: 9, half_width: 0.01, maximum: 30}\n" + minimal + matrices

    /// Comparisons with a matrix: one for each cell, and all cells in one.
    private static let matrices = """
          - name: cells
            baseline: a
            command: [run, "{batch}", "{x}"]
            matrix: {batch: [1, 32], x: ["{seed}", y]}
            exclude: [{batch: 1, x: y}, {variant: b, batch: 32}]
            variants: {a: , b: }
          - name: all
            baseline: {variant: a, batch: 1}
            command: [run, "{batch}"]
            matrix: {batch: [1, 32]}
            variants: {a: , b: }

        """

    /// The minimal suite with lines put before it.
    static func minimal(adding lines: String) -> String { lines + "\n" + minimal }

    /// A suite of one comparison with the given lines, which start at line 5.
    static func comparison(_ lines: String) -> String {
        let body = lines.split(separator: "\n", omittingEmptySubsequences: false)
            .map { "    \($0)" }.joined(separator: "\n")
        return """
            suite: tiny
            comparisons:
              - name: one
                baseline: a

            """ + body + "\n"
    }

    /// The mistakes of a text, each as `line:column: key.path: message`.
    static func mistakes(_ text: String, overrides: [String: String] = [:]) -> [String] {
        do throws(SuiteFileError) {
            _ = try SuiteFile.decode(text: text, path: "x.yaml", overrides: overrides)
            return []
        } catch {
            return error.mistakes.map(\.description)
        }
    }
}
