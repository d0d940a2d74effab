import Foundation
import Statistics
import Testing

@testable import Reports

@Suite struct PlotScaleTests {
    @Test func `ticks are round numbers inside the axis`() throws {
        let scale = try #require(
            PlotScale(holding: [0.0123, 0.2275], from: 0, to: 400, includesZero: true)
        )
        let ticks = scale.ticks(about: 5, unit: "J")
        #expect(ticks.map(\.label) == ["0 mJ", "50 mJ", "100 mJ", "150 mJ", "200 mJ"])
        #expect(ticks.allSatisfy { (0...400).contains(scale.place(of: $0.value)) })
    }

    @Test func `equal ratios are equally long on a logarithmic axis`() throws {
        let scale = try #require(
            PlotScale(holding: [1e-3, 10], from: 0, to: 100, isLogarithmic: true)
        )
        let steps = scale.place(of: 0.1) - scale.place(of: 0.01)
        #expect(abs(steps - (scale.place(of: 10) - scale.place(of: 1))) < 1e-9)
        #expect(scale.ticks(about: 5, unit: "s").map(\.label).contains("10 ms"))
    }

    @Test func `one value, extreme values and values that are none make a usable axis or none`() {
        for values in [[5.0], [0], [-3, -3], [1e-190, 1e190], [1, .nan], [.infinity, 2]] {
            for isLogarithmic in [false, true] {
                guard
                    let scale = PlotScale(
                        holding: values,
                        from: 0,
                        to: 100,
                        isLogarithmic: isLogarithmic
                    )
                else {
                    #expect(isLogarithmic && values.allSatisfy { $0 <= 0 })
                    continue
                }
                for value in values where value.isFinite && (!isLogarithmic || value > 0) {
                    let place = scale.held(value)
                    #expect(place.map { (-1e-6...100.000001).contains($0) } == true, "\(value)")
                }
                #expect(scale.ticks(about: 5, unit: "J").count < 60)
            }
        }
        #expect(PlotScale(holding: [.nan], from: 0, to: 1) == nil)
        #expect(PlotScale(holding: [], from: 0, to: 1) == nil)
    }

    @Test func `cells are sorted by their size and not by their letters`() {
        let cells = [
            ("≈ 412.3 ± 1.2 µJ est.", 0.0004123), ("1.20 mJ", 0.0012),
            ("−0.40 [−0.52, −0.27] pt", -0.4),
            ("0.776 [0.769, 0.782] sim.", 0.776), ("2.00 MiB", 2_097_152), ("3/4", 3),
            ("89.51 %", 89.51),
            ("1", 1), ("+1.5 pt", 1.5), ("5.00 m/s²", 5), ("12 min", 12),
        ]
        for (cell, value) in cells {
            guard case .number(let number) = SortKey(of: cell) else {
                Issue.record("\(cell) is no number")
                continue
            }
            #expect(abs(number - value) <= abs(value) * 1e-12, "\(cell)")
        }
        #expect(SortKey(of: Table.missing) == .missing)
        #expect(SortKey(of: "int8 dense") == .text)
        #expect(SortKey(of: "") == .missing)
    }

    @Test func `a text that is too wide is cut, and one that fits is not`() {
        #expect(MarkupText.fitted("dense", width: 100, size: 12) == "dense")
        let cut = MarkupText.fitted(
            String(repeating: "wide name ", count: 20),
            width: 100,
            size: 12
        )
        #expect(cut.hasSuffix("…") && cut.count < 20)
        #expect(MarkupText.width(of: cut, size: 12) <= 100)
    }

    @Test func `verdicts stand on the cards with their reason and remedy`() throws {
        let report = ComparisonReportSample.report
        let row = try #require(report.rows.last)
        let card = VerdictCards(report: report).card(
            row,
            Judgement(.inconclusive, because: "a < b", remedy: "8 more blocks")
        )
        #expect(card.hasPrefix("<li class=\"inconclusive\">"))
        #expect(card.contains("<span class=\"badge\">inconclusive (sim.)</span>"))
        #expect(card.contains("<p>a &lt; b</p><p>Settled by: 8 more blocks</p>"))
    }
}
