/// Which samples the queries ask for, in the order that LoadGen draws from the same seeds.
///
/// It is LoadGen's performance mode (version 6.0): samples are drawn with replacement; MultiStream
/// takes samples that lie side by side; Offline goes through all of them in one shuffled order.
struct SampleSequence: Sendable {
    /// The library in its shuffled order; in MultiStream its beginning once more at the end.
    let loaded: [Int]

    private let settings: TestSettings
    private var engine: MersenneTwister

    init(_ settings: TestSettings) {
        self.settings = settings
        var order = Array(0..<settings.sampleCount)
        var library = MersenneTwister(seed: settings.seeds.library)
        library.shuffle(&order)
        if case .multiStream(let samples) = settings.scenario {
            for index in 0..<(samples - 1) { order.append(order[index]) }
        }
        loaded = order
        engine = MersenneTwister(seed: settings.seeds.sampleIndex)
        drawWhatLoadGenDraws()
    }

    /// The samples of the next query.
    mutating func next() -> QuerySamples {
        switch settings.scenario {
        case .offline:
            return QuerySamples(order: loaded, first: 0, count: settings.samplesPerQuery)
        case .singleStream, .multiStream, .server:
            let first = Int(engine.integer(below: UInt32(settings.sampleCount)))
            return QuerySamples(order: loaded, first: first, count: settings.samplesPerQuery)
        }
    }

    /// LoadGen shuffles for two other ways of choosing, which it does not use, before it chooses.
    private mutating func drawWhatLoadGenDraws() {
        let stride = if case .multiStream(let samples) = settings.scenario { samples } else { 1 }
        var unique = Array(Swift.stride(from: 0, to: settings.sampleCount, by: stride))
        engine.shuffle(&unique)
        var equal = Array(0..<loaded.count)
        for _ in Swift.stride(from: 0, to: settings.effectiveMinQueryCount, by: loaded.count) {
            engine.shuffle(&equal)
        }
    }
}

/// The indices of the samples of one query, in order.
public struct QuerySamples: RandomAccessCollection, Sendable {
    private let order: [Int]
    private let first: Int
    public let count: Int

    init(order: [Int], first: Int, count: Int) {
        self.order = order
        self.first = first
        self.count = count
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { count }
    public subscript(position: Int) -> Int { order[(first + position) % order.count] }
}
