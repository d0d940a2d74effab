internal import Experiment

/// Reads how many blocks a suite makes: the keys `blocks` and `warmup_blocks`.
struct DesignDecoder {
    let log: MistakeLog

    /// The design that the top level of a suite asks for; worthless where mistakes were reported.
    func decode(_ record: [String: Element]) -> RunDesign {
        var design = RunDesign()
        if let warmUp = record["warmup_blocks"]?.integer(in: SuiteLimits.warmUpBlocks, log) {
            design.warmUpBlocks = Int(warmUp)
        }
        if let element = record["blocks"], let rule = blocks(element) { design.blocks = rule }
        return design
    }

    private func blocks(_ element: Element) -> BlockRule? {
        guard element.isMapping else {
            return element.integer(in: SuiteLimits.blocks, log).map { .fixed(Int($0)) }
        }
        let record = element.record(
            log,
            expected: "a number, or a mapping such as {half_width: 0.01, maximum: 40}",
            SuiteFormat.blocks
        )
        guard let record else { return nil }
        let pilot =
            record["pilot"] == nil
            ? UInt64(AdaptiveBlocks.leastPilot)
            : record["pilot"]?.integer(in: SuiteLimits.pilot, log)
        let width = record["half_width"]?.number(in: SuiteLimits.halfWidth, log)
        let maximum = record["maximum"]?.integer(in: SuiteLimits.pilot, log)
        guard let pilot, let width, let maximum, let site = record["maximum"]?.site else {
            return nil
        }
        guard maximum >= pilot else {
            log.report(
                "the maximum of \(maximum) blocks does not hold the pilot of \(pilot)",
                at: site
            )
            return nil
        }
        return .adaptive(
            AdaptiveBlocks(pilot: Int(pilot), halfWidth: width, maximum: Int(maximum))
        )
    }
}

extension SuiteLimits {
    static let warmUpBlocks: ClosedRange<UInt64> = 0...1000
    static let pilot = UInt64(AdaptiveBlocks.leastPilot)...10_000

    /// Of the ratio, relative: from 0.01 % to 100 %.
    static let halfWidth = 0.0001...1.0
}
