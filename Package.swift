// swift-tools-version: 6.1
import PackageDescription

// Third-party packages, each imported by the executables only and pinned to an exact version.
let arguments = Target.Dependency.product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)

let package = Package(
    name: "joulebench",
    products: [],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
    ],
    targets: [
        // The nouns: no I/O.
        .target(name: "Units"),
        .target(name: "Randomness"),

        // The protocol between the harness and a workload.
        .target(name: "EventLog"),

        // The reference workloads: they know neural networks and nothing of energy.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl")]),
        .target(name: "CKernels"),
        .target(name: "Networks", dependencies: ["COneDNN", "CKernels", "CZlib", "Randomness"]),
        .executableTarget(
            name: "joulebench-workloads",
            dependencies: ["Networks", "EventLog", "Randomness", arguments]
        ),

        // Tests mirror the sources one to one.
        .testTarget(name: "UnitsTests", dependencies: ["Units"]),
        .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
        .testTarget(name: "EventLogTests", dependencies: ["EventLog"]),
        .testTarget(
            name: "NetworksTests",
            dependencies: ["Networks", "COneDNN", "CKernels", "CZlib", "Randomness"]
        ),
        .testTarget(
            name: "JoulebenchWorkloadsTests",
            dependencies: [
                "joulebench-workloads", "Networks", "EventLog", "Randomness", arguments,
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// One place for the language settings of every Swift target.
for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ]
}
