// swift-tools-version: 6.2
import PackageDescription

// Third-party packages, pinned to exact versions; each is imported by exactly one target, the
// argument parser by the executables.
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "joulebench",
    products: [
        // Libraries that tests load at run time in the place of real ones; nothing links them.
        .library(name: "CFakePAPI", type: .dynamic, targets: ["CFakePAPI"]),
        .library(name: "FakeNVML", type: .dynamic, targets: ["CFakeNVML"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // The nouns: no I/O.
        .target(name: "Units"),
        .target(name: "Randomness"),
        .target(name: "Statistics", dependencies: ["Units", "Randomness"]),
        .target(name: "Experiment", dependencies: ["Units", "Randomness", "Statistics", crypto]),
        .target(name: "Suites", dependencies: ["Experiment", yams]),
        .target(name: "Reports", dependencies: ["Experiment", "Statistics", "Units"]),

        // The protocol between the harness and a workload.
        .target(name: "EventLog"),

        // What others measured.
        .target(name: "Imports", dependencies: ["EventLog", "Experiment", "Units"]),

        // What can be read on this machine, what runs a plan, and what keeps what came of it.
        .target(name: "CSystem"),
        .target(name: "Sensors", dependencies: ["CSystem", "Experiment", "Units"]),
        .target(
            name: "Trials",
            dependencies: ["CSystem", "EventLog", "Experiment", "Sensors", "Units"]
        ),
        .target(name: "Store", dependencies: ["Experiment", "Units", grdb, grdbSQLite]),

        // The reference workloads: they know neural networks and nothing of energy.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl")]),
        .target(name: "CKernels"),
        .target(name: "Networks", dependencies: ["COneDNN", "CKernels", "CZlib", "Randomness"]),
        .target(name: "LoadGenerator", dependencies: ["EventLog", histogram]),
        .executableTarget(
            name: "joulebench-workloads",
            dependencies: ["Networks", "LoadGenerator", "EventLog", "Randomness", argumentParser]
        ),

        // The harness's command line: the one place that knows all of it, and prints.
        .executableTarget(
            name: "joulebench",
            dependencies: [
                "Experiment", "Imports", "Reports", "Sensors", "Statistics", "Store", "Suites",
                "Trials", "Units", argumentParser,
            ]
        ),

        // A stand-in for NVIDIA's management library, scripted by tests that load it by its path.
        .target(name: "CFakeNVML"),

        // scripts/benchmark sampling: what our own sampling costs; nothing that users need.
        .target(name: "CSamplingBenchmark"),
        .executableTarget(
            name: "sampling-benchmark",
            dependencies: [
                "CSamplingBenchmark", "Experiment", "Sensors", "Trials", "Units", argumentParser,
            ]
        ),

        // scripts/benchmark harness: what the harness adds to a trial and to an event.
        .executableTarget(
            name: "harness-benchmark",
            dependencies: [
                "EventLog", "Experiment", "Sensors", "Store", "Trials", "Units", argumentParser,
            ]
        ),

        // scripts/benchmark html: how large the HTML report of a made-up run is and how long it takes.
        .executableTarget(
            name: "html-benchmark",
            dependencies: ["Reports", "Experiment", "TestSupport", argumentParser]
        ),

        // scripts/benchmark store: what a large database costs to fill and to ask.
        .executableTarget(
            name: "store-benchmark",
            dependencies: ["Experiment", "Sensors", "Store", "Units", argumentParser]
        ),

        // scripts/benchmark regression: false alarms and delays of the search for changes.
        .executableTarget(
            name: "regression-benchmark",
            dependencies: ["Randomness", "Statistics", "TestSupport", argumentParser]
        ),

        // What tests, html-benchmark and regression-benchmark share; no product links it.
        .target(
            name: "TestSupport",
            dependencies: [
                "Sensors", "Experiment", "Reports", "Statistics", "Units", "Randomness",
            ]
        ),

        .target(name: "CFakePAPI"),

        // Tests mirror the sources one to one.
        .testTarget(name: "UnitsTests", dependencies: ["Units"]),
        .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
        .testTarget(
            name: "ExperimentTests",
            dependencies: ["Experiment", "TestSupport", "Units", "Randomness"]
        ),
        .testTarget(
            name: "SuitesTests",
            dependencies: ["Suites", "Experiment", "Randomness"],
            exclude: ["Schema"]
        ),
        .testTarget(
            name: "StatisticsTests",
            dependencies: ["Statistics", "TestSupport", "Units", "Randomness"]
        ),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Reports", "TestSupport", "Experiment", "Statistics", "Units", "Randomness",
            ],
            exclude: ["Nights/Snapshots", "Snapshots"]
        ),
        .testTarget(
            name: "EventLogTests",
            dependencies: ["EventLog", "Randomness", "TestSupport"]
        ),
        .testTarget(
            name: "ImportsTests",
            dependencies: [
                "Imports", "Experiment", "Randomness", "Reports", "Statistics", "Store",
                "TestSupport", "Units",
            ]
        ),
        .testTarget(
            name: "TrialsTests",
            dependencies: [
                "Trials", "Experiment", "Sensors", "TestSupport", "Units", "CSystem",
            ]
        ),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Store", "Reports", "Statistics", "TestSupport", "Experiment", "Units",
                "Randomness",
            ],
            exclude: ["Databases"]
        ),
        .testTarget(
            name: "SensorsTests",
            dependencies: ["Sensors", "TestSupport", "Experiment", "Units", "Randomness"]
        ),
        .testTarget(
            name: "JoulebenchTests",
            dependencies: [
                "joulebench", "sampling-benchmark", "harness-benchmark", "store-benchmark",
                "regression-benchmark", "Experiment", "Sensors", "Store", "TestSupport",
                "Trials", "Randomness", "Units",
            ],
            exclude: ["Snapshots"]
        ),
        .testTarget(
            name: "NetworksTests",
            dependencies: ["Networks", "COneDNN", "CKernels", "CZlib", "Randomness"]
        ),
        .testTarget(
            name: "LoadGeneratorTests",
            dependencies: ["LoadGenerator", "EventLog", "TestSupport", "Randomness"],
            exclude: ["Python"]
        ),
        .testTarget(
            name: "JoulebenchWorkloadsTests",
            dependencies: [
                "joulebench-workloads", "LoadGenerator", "TestSupport", "Networks", "EventLog",
                "Randomness", argumentParser,
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
