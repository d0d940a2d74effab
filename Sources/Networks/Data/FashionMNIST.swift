internal import Foundation

/// Fashion-MNIST: 70,000 images of 28 × 28 pixels in ten classes of clothing.
///
/// Xiao, Rasul and Vollgraf 2017, arXiv 1708.07747. Read from the idx files as published, gzip or
/// plain; the Debian package `dataset-fashion-mnist` installs them.
public struct FashionMNIST: Sendable {
    public let training: ImageSet
    public let test: ImageSet

    public static let classes = 10
    public static let pixels = 28 * 28

    /// Where Debian installs the data set.
    public static let defaultDirectory = "/usr/share/datasets/fashion-mnist"

    /// Which of the two sets.
    public enum Part: String, Sendable {
        case training = "train"
        case test = "t10k"
    }

    /// Reads both sets.
    public init(directory: String) throws(NetworksError) {
        training = try Self.read(.training, directory: directory)
        test = try Self.read(.test, directory: directory)
    }

    /// Reads one set from `PART-images-idx3-ubyte` and `PART-labels-idx1-ubyte`, each with `.gz`
    /// or without, and checks that they fit each other and the data set.
    public static func read(_ part: Part, directory: String) throws(NetworksError) -> ImageSet {
        let (imagesPath, images) = try file("\(part.rawValue)-images-idx3-ubyte", 3, directory)
        let (labelsPath, labels) = try file("\(part.rawValue)-labels-idx1-ubyte", 1, directory)
        guard images.dimensions[1] == 28, images.dimensions[2] == 28 else {
            throw .malformed(
                path: imagesPath,
                format: "Fashion-MNIST",
                reason: "its images are \(images.dimensions[1]) × \(images.dimensions[2]) pixels, "
                    + "not 28 × 28"
            )
        }
        guard images.dimensions[0] == labels.values.count else {
            throw .malformed(
                path: labelsPath,
                format: "Fashion-MNIST",
                reason: "it has \(labels.values.count) labels for the \(images.dimensions[0]) "
                    + "images of \(imagesPath)"
            )
        }
        guard !labels.values.isEmpty else {
            throw .malformed(path: imagesPath, format: "Fashion-MNIST", reason: "it has no image")
        }
        if let wrong = labels.values.firstIndex(where: { $0 >= classes }) {
            throw .malformed(
                path: labelsPath,
                format: "Fashion-MNIST",
                reason: "label number \(wrong) is \(labels.values[wrong]), not 0 to 9"
            )
        }
        return ImageSet(pixels: pixels, pixelBytes: images.values, labels: labels.values)
    }

    private static func file(
        _ name: String,
        _ dimensions: Int,
        _ directory: String
    ) throws(NetworksError) -> (path: String, content: IDX) {
        let plain = "\(directory)/\(name)"
        for path in ["\(plain).gz", plain] where FileManager.default.fileExists(atPath: path) {
            let bytes = try Files.read(path)
            return (path, try IDX(bytes: bytes, path: path, dimensions: dimensions))
        }
        throw .missingData(directory: directory, file: name)
    }
}
