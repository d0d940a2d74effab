internal import Foundation

/// Finds places for short labels beside points, so that none covers another or a point.
///
/// Places are tried in a fixed order, the nearest first, and labels are placed in the order in which
/// they come: the same points give the same drawing.
struct LabelPlacer {
    struct Rectangle {
        var x: Double
        var y: Double
        var width: Double
        var height: Double

        /// How much of it another one covers.
        func overlap(_ other: Rectangle) -> Double {
            let across = min(x + width, other.x + other.width) - max(x, other.x)
            let down = min(y + height, other.y + other.height) - max(y, other.y)
            return max(across, 0) * max(down, 0)
        }

        func holds(_ other: Rectangle) -> Bool {
            other.x >= x && other.x + other.width <= x + width
                && other.y >= y && other.y + other.height <= y + height
        }
    }

    /// Where a label is.
    struct Place {
        /// Its middle.
        var x: Double
        var y: Double

        /// Whether it is so far from its point that a line has to lead to it.
        var isFar: Bool
    }

    /// What no label may leave.
    private let area: Rectangle
    private var taken: [Rectangle]

    /// - Parameters:
    ///   - area: of the drawing.
    ///   - points: that no label may cover.
    ///   - radius: of the points.
    init(area: Rectangle, points: [(x: Double, y: Double)], radius: Double) {
        self.area = area
        taken = points.map {
            Rectangle(x: $0.x - radius, y: $0.y - radius, width: 2 * radius, height: 2 * radius)
        }
    }

    /// Directions as x and y: between the arms of a cross of intervals first.
    private static let directions: [(x: Double, y: Double)] = [
        (0.75, -0.7), (0.75, 0.7), (-0.75, -0.7), (-0.75, 0.7), (1, 0), (-1, 0), (0, -1), (0, 1),
        (0.4, -0.95), (0.4, 0.95), (-0.4, -0.95), (-0.4, 0.95), (0.95, -0.35), (0.95, 0.35),
        (-0.95, -0.35), (-0.95, 0.35),
    ]

    private static let distances = [12.0, 22, 32, 44, 58, 74, 92, 112, 134]

    /// The first free place beside a point; where there is none, that which covers least.
    mutating func place(width: Double, height: Double, at point: (x: Double, y: Double)) -> Place {
        var best: (place: Place, box: Rectangle, cover: Double)?
        for distance in Self.distances {
            for direction in Self.directions {
                // A label wider than a digit needs more room to its sides.
                let side = direction.x == 0 ? 0 : (direction.x < 0 ? -1 : 1) * (width - 7) / 2
                let x = point.x + direction.x * distance + side
                let y = point.y + direction.y * distance
                let box = Rectangle(
                    x: x - width / 2,
                    y: y - height / 2,
                    width: width,
                    height: height
                )
                guard area.holds(box) else { continue }
                let cover = taken.reduce(0) { $0 + $1.overlap(box) }
                if cover < best?.cover ?? .infinity {
                    let isFar = distance > Self.distances[0]
                    best = (Place(x: x, y: y, isFar: isFar), box, cover)
                }
                if cover == 0 { break }
            }
            if best?.cover == 0 { break }
        }
        guard let best else { return Place(x: point.x, y: point.y, isFar: false) }
        taken.append(best.box)
        return best.place
    }
}
