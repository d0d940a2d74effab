import Testing

@testable import Reports

/// Labels beside points that lie close to each other.
@Suite struct LabelPlacerTests {
    private static let area = LabelPlacer.Rectangle(x: 0, y: 0, width: 400, height: 300)

    private func boxes(at points: [(x: Double, y: Double)]) -> [LabelPlacer.Rectangle] {
        var placer = LabelPlacer(area: Self.area, points: points, radius: 5)
        return points.enumerated().map { index, point in
            let width = index < 9 ? 7.0 : 14
            let place = placer.place(width: width, height: 11, at: point)
            return LabelPlacer.Rectangle(
                x: place.x - width / 2,
                y: place.y - 5.5,
                width: width,
                height: 11
            )
        }
    }

    /// All in one place, in a row, and in a corner.
    private static func crowd(_ kind: Int) -> [(x: Double, y: Double)] {
        (0..<20).map { index in
            let step = Double(index)
            switch kind {
            case 0: return (200, 150)
            case 1: return (200 + step * 0.7, 150 + Double(index % 3))
            default: return (395 - step * 0.1, 296)
            }
        }
    }

    @Test(arguments: 0..<3)
    func `no label covers another, a point or the edge`(kind: Int) {
        let points = Self.crowd(kind)
        let boxes = boxes(at: points)
        for (index, box) in boxes.enumerated() {
            #expect(Self.area.holds(box))
            for other in boxes[(index + 1)...] { #expect(box.overlap(other) == 0) }
            for point in points {
                let dot = LabelPlacer.Rectangle(
                    x: point.x - 5,
                    y: point.y - 5,
                    width: 10,
                    height: 10
                )
                #expect(box.overlap(dot) == 0)
            }
        }
    }

    @Test func `a point alone has its label right beside it, up and to the right`() {
        var placer = LabelPlacer(area: Self.area, points: [(200, 150)], radius: 5)
        for width in [7.0, 14] {
            var own = placer
            let place = own.place(width: width, height: 11, at: (200, 150))
            #expect(!place.isFar && place.x > 205 && place.y < 150)
        }
        let first = placer.place(width: 7, height: 11, at: (200, 150))
        let second = placer.place(width: 7, height: 11, at: (200, 150))
        #expect(first.y < 150 && second.y > 150 && second.x == first.x)
    }

    @Test func `without any room the least covered place is taken`() {
        let tight = LabelPlacer.Rectangle(x: 0, y: 0, width: 30, height: 30)
        var placer = LabelPlacer(area: tight, points: [(15, 15)], radius: 14)
        let place = placer.place(width: 7, height: 11, at: (15, 15))
        #expect((0...30).contains(place.x) && (0...30).contains(place.y))
        let none = LabelPlacer.Rectangle(x: 0, y: 0, width: 3, height: 3)
        var full = LabelPlacer(area: none, points: [], radius: 5)
        #expect(full.place(width: 7, height: 11, at: (1, 1)).x == 1)
    }
}
