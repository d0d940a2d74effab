import Foundation
import Statistics
import TestSupport
import Testing

/// Series whose changes people have marked.
@Suite(.enabled(if: Fixtures.areAvailable, Comment(rawValue: Fixtures.skipReason)))
struct LabelledSeriesTests {
    /// One setting for all: the p-value that Hunter and Otava have as their default, and no minimum.
    private static let settings = ChangePointAnalysis.Settings(
        significance: 1e-3,
        minimumChange: 0
    )

    /// A series of the Turing change point data set, with the first of its dimensions.
    private func turing(_ name: String) throws -> [Double] {
        struct File: Decodable {
            struct Dimension: Decodable { var raw: [Double] }
            var series: [Dimension]
        }
        let path = Fixtures.path("changepoints/tcpd/\(name).json")
        let file = try JSONDecoder()
            .decode(File.self, from: Data(contentsOf: URL(filePath: path)))
        return try #require(file.series.first).raw
    }

    private func places(
        _ series: [Double],
        _ settings: ChangePointAnalysis.Settings = settings
    ) -> [Int] {
        ChangePointAnalysis(of: series, settings: settings).changes.map(\.index)
    }

    @Test(arguments: [
        ("quality_control_1", [144]), ("quality_control_5", []), ("nile", [28]),
    ])
    func `series with one change and with none`(name: String, marked: [Int]) throws {
        let series = try turing(name)
        #expect(places(series) == marked)
        #expect(places(series, .init(minimumChange: 0)) == marked, "by our usual significance")
    }

    // A runner's pace, by turns fast and slow, where each stretch is correlated by 0.95: in
    // logarithms, because a pace is a ratio. The second dimension, the distance, only grows.
    private static let paces = [60, 96, 114, 174, 204, 240, 258, 317]

    @Test func `a runner's changes of pace, each within the data set's margin`() throws {
        let found = places(try turing("run_log").map { log($0) })
        #expect(found.count == Self.paces.count, "\(found)")
        #expect(zip(found, Self.paces).allSatisfy { abs($0 - $1) <= 5 }, "\(found)")
    }

    /// At our usual significance so correlated a series shows seven of the eight, and no other.
    @Test func `a runner's changes of pace by the usual significance`() throws {
        let found = places(try turing("run_log").map { log($0) }, .init(minimumChange: 0))
        #expect(found == [60, 96, 114, 204, 240, 258, 317])
    }

    @Test(arguments: ["sample", "local_sample"])
    func `the sample of Apache Otava`(name: String) throws {
        let path = Fixtures.path("changepoints/apache-otava/\(name).csv")
        let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: ",") }
        let columns = (2...3).map { column in
            rows.dropFirst().compactMap { Double($0[column]) }.map { log($0) }
        }
        #expect(columns.allSatisfy { $0.count == 10 })
        #expect(places(columns[0]).isEmpty)
        #expect(places(columns[1]) == [6])
    }

    /// By our usual significance ten nights are too few for a fall by 13 %: were they correlated by
    /// 0.6, one in 2,500 would show it.
    @Test func `the short series of Apache Otava's tests`() {
        #expect(places(EnergyDivergenceTests.short.map { log($0) }, .init()) == [6])
        #expect(places(EnergyDivergenceTests.example.map { log($0) }, .init()) == [10])
    }
}
