// swift-tools-version: 6.2

import PackageDescription

/// One settings array for every Swift target: strict concurrency, strict memory safety, no silent existential.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A target of the house. Targets stand below in the order of their layers (0 lowest); a target may depend
/// only on targets of a lower layer. `Tests/HouseTests` reads the layer headings and the imports and holds
/// one against the other.
func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

/// Tests of a target; `data` names files and folders that the tests read in place.
func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: data, swiftSettings: settings)
}

let package = Package(
  name: "polytraders",
  products: [
    .executable(name: "polytraders", targets: ["polytraders"])
  ],
  targets: [
    // layer 0: C libraries
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .target(name: "CPrograms"),
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    .target(name: "CTimeZone", linkerSettings: [.linkedLibrary("cctz")]),
    .systemLibrary(
      name: "CSecp256k1", pkgConfig: "libsecp256k1", providers: [.apt(["libsecp256k1-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "CMicroHTTPD", linkerSettings: [.linkedLibrary("microhttpd")]),
    .target(
      name: "CWebSockets",
      linkerSettings: [.linkedLibrary("websockets"), .linkedLibrary("crypto")]),
    .target(
      name: "CBaseline", cxxSettings: [.unsafeFlags(["-O3"])],
      linkerSettings: [.linkedLibrary("simdjson")]),

    // layer 1: ground
    library("FixedPoint"),
    library("Diagnostics"),
    library("Runtime", ["CZlib"]),

    // layer 2: languages
    library("CommandLine", ["Diagnostics"]),
    library("YAML", ["CYAML", "Diagnostics"]),
    library("CEL", ["CPrograms", "CRE2", "CTimeZone", "Diagnostics"]),
    library("JSON", ["CSimdjson", "FixedPoint"]),
    library("Hashing", ["CCrypto"]),
    library("Network", ["CCurl", "CMicroHTTPD", "CWebSockets", "Runtime"]),
    library("Git", ["Runtime", "Diagnostics"]),
    library("SQLite", ["CSQLite"]),

    // layer 3: vocabulary
    library("Trading", ["Hashing", "FixedPoint", "JSON", "Diagnostics"]),
    library("Reporting", ["YAML", "JSON", "Hashing", "Diagnostics"]),
    library(
      "Signing",
      [
        "CSecp256k1", "CCrypto", "YAML", "JSON", "Hashing", "FixedPoint", "Runtime", "Diagnostics",
      ],
      // The files of specs/eip712 become part of the program: no file beside it can change what is signed.
      resources: [.embedInCode("Schemas")]),

    // layer 4: meaning
    library("Journal", ["SQLite", "JSON", "Hashing", "Trading", "Diagnostics"]),
    library("Policy", ["CEL", "YAML", "JSON", "Hashing", "Trading", "FixedPoint", "Diagnostics"]),
    library(
      "Venue",
      [
        "Signing", "Network", "JSON", "Runtime", "Hashing", "Trading", "FixedPoint", "Diagnostics",
      ]),

    // layer 5: engines
    library(
      "Graph",
      ["Policy", "CEL", "JSON", "Runtime", "Hashing", "Trading", "FixedPoint", "Diagnostics"]),
    library("Orders", ["Venue", "Signing", "JSON", "Hashing", "Trading", "FixedPoint"]),
    library("Monitoring", ["Trading"]),

    // layer 6: whole
    library(
      "Analysis",
      ["Graph", "Policy", "CEL", "JSON", "Trading", "FixedPoint", "Diagnostics"]),
    library(
      "Stores",
      [
        "Orders", "SQLite", "Signing", "JSON", "Runtime", "Hashing", "Trading", "FixedPoint",
        "Diagnostics",
      ]),
    library(
      "VenueSimulator",
      [
        "Venue", "Signing", "Network", "YAML", "JSON", "Runtime", "Hashing", "Trading",
        "FixedPoint", "Diagnostics",
      ]),
    library(
      "Runner",
      [
        "Graph", "CEL", "Orders", "Monitoring", "Policy", "Venue", "Journal", "JSON", "Runtime",
        "Hashing",
        "Trading",
        "FixedPoint", "Diagnostics",
      ]),
    library(
      "PolicyTesting",
      ["Graph", "Policy", "CEL", "Reporting", "JSON", "Trading", "Diagnostics"]),
    library(
      "KnownAnswers",
      [
        "Graph", "Policy", "CEL", "Orders", "Monitoring", "Venue", "Signing", "Network", "Journal",
        "JSON", "Runtime", "Hashing", "Trading", "FixedPoint", "Diagnostics",
      ]),

    library("Fuzzing", ["Graph", "Policy", "CEL", "YAML", "Trading", "Runtime", "Diagnostics"]),

    // layer 7: change
    library(
      "Governance",
      [
        "Analysis", "Graph", "Policy", "CEL", "Journal", "Stores", "Orders", "Signing", "Git",
        "YAML", "JSON", "Runtime", "Hashing", "Trading", "FixedPoint", "Diagnostics",
      ]),
    library(
      "Authoring",
      [
        "Analysis", "Graph", "Policy", "CEL", "Reporting", "YAML", "JSON", "Runtime", "Trading",
        "FixedPoint", "Diagnostics",
      ]),
    library(
      "DecisionDiff",
      [
        "CommandLine", "Runner", "Analysis", "Graph", "Policy", "CEL", "Journal", "Venue", "Orders",
        "Git",
        "JSON", "Runtime", "Hashing", "Trading", "FixedPoint", "Diagnostics",
      ]),

    library(
      "Desk",
      [
        "Stores", "Orders", "Runner", "Graph", "Policy", "CEL", "Journal", "Monitoring", "Venue",
        "Signing", "JSON", "Runtime", "Hashing", "Trading", "FixedPoint", "Diagnostics",
      ]),

    // layer 8: services
    library(
      "Simulation",
      [
        "Desk", "Stores", "Orders", "VenueSimulator", "Runner", "Graph", "Policy", "Journal",
        "Venue", "Network", "Signing", "JSON", "Runtime", "Hashing", "Trading", "FixedPoint",
        "Diagnostics",
      ]),
    library(
      "Service",
      [
        "Desk", "Stores", "Governance", "Runner", "Graph", "Policy", "CEL", "Journal", "Monitoring",
        "Orders", "Venue", "Network",
        "Signing", "JSON", "Runtime", "Hashing", "Trading", "FixedPoint", "Diagnostics",
      ]),
    library(
      "LanguageServer",
      [
        "Authoring", "Analysis", "PolicyTesting", "Graph", "Policy", "CEL", "Signing", "YAML",
        "JSON",
        "Runtime", "Trading", "Diagnostics",
      ]),

    // layer 9: face
    .executableTarget(
      name: "polytraders",
      dependencies: [
        "CBaseline", "CMalloc", "CSecp256k1", "CommandLine", "Simulation", "Service", "Desk",
        "Stores",
        "LanguageServer",
        "Governance", "Authoring", "DecisionDiff", "Reporting", "Git", "YAML", "Analysis", "Runner",
        "PolicyTesting",
        "VenueSimulator", "Graph", "Policy", "CEL", "Journal", "Venue", "Signing", "Network",
        "JSON",
        "Runtime", "Trading",
        "Monitoring", "Orders", "Hashing", "FixedPoint", "Diagnostics",
      ], swiftSettings: settings),
    .executableTarget(
      name: "vectors", dependencies: ["CommandLine", "KnownAnswers", "Graph", "Diagnostics"],
      swiftSettings: settings),
    .executableTarget(
      name: "fuzz", dependencies: ["CommandLine", "Fuzzing", "Policy", "Diagnostics"],
      swiftSettings: settings),

    // tests, one target for each library, and two that see the house from outside
    .target(
      name: "TestSupport", dependencies: ["Runtime", "CSQLite"], path: "Tests/TestSupport",
      swiftSettings: settings),
    // Counts what a thread asks of the heap; its functions take the place of the C library's in the tests.
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    // Documents derived from the forms of documents, whole and spoiled.
    .target(
      name: "FormSamples", dependencies: ["Policy", "CEL", "JSON"], path: "Tests/FormSamples",
      swiftSettings: settings),
    tests("FixedPointTests", ["FixedPoint", "Runtime", "TestSupport"]),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("JSONTests", ["JSON", "FixedPoint", "Runtime", "TestSupport"]),
    tests("RuntimeTests", ["Runtime", "TestSupport"]),
    tests("CommandLineTests", ["CommandLine", "Diagnostics"]),
    tests("YAMLTests", ["YAML", "Diagnostics", "TestSupport"]),
    tests("CELTests", ["CEL", "KnownAnswers", "JSON", "Diagnostics", "TestSupport"]),
    tests("HashingTests", ["Hashing", "JSON", "Runtime", "TestSupport"]),
    tests("NetworkTests", ["Network", "JSON", "Runtime", "TestSupport"]),
    tests(
      "SigningTests",
      [
        "Signing", "KnownAnswers", "YAML", "JSON", "Hashing", "FixedPoint", "Diagnostics",
        "Runtime", "TestSupport",
      ], data: ["Transactions/transactions.json"]),
    tests(
      "JournalTests",
      [
        "Journal", "CSQLite", "JSON", "Hashing", "Trading", "KnownAnswers", "TestSupport",
      ]),
    tests(
      "PolicyTests",
      [
        "Policy", "CEL", "Trading", "YAML", "JSON", "Diagnostics", "TestSupport", "FormSamples",
      ]),
    tests(
      "VenueTests",
      [
        "Venue", "Signing", "Network", "KnownAnswers", "JSON", "Runtime", "Hashing", "Trading",
        "FixedPoint", "Diagnostics", "TestSupport", "CAllocations",
      ]),
    tests(
      "GraphTests",
      [
        "Graph", "Policy", "CEL", "Trading", "KnownAnswers", "JSON", "FixedPoint", "Diagnostics",
        "TestSupport", "CAllocations",
      ]),
    tests(
      "AnalysisTests",
      [
        "Analysis", "Governance", "Graph", "Policy", "CEL", "Trading", "JSON", "FixedPoint",
        "Diagnostics", "Runtime", "TestSupport",
      ]),
    tests(
      "PolicyTestingTests",
      ["PolicyTesting", "Graph", "Policy", "CEL", "JSON", "Trading", "Diagnostics", "TestSupport"]),
    tests(
      "OrdersTests",
      [
        "Orders", "KnownAnswers", "Graph", "Policy", "CEL", "Venue", "Signing", "JSON", "Hashing",
        "Trading",
        "FixedPoint", "Runtime", "Diagnostics", "TestSupport", "CAllocations",
      ], data: ["Lifecycle/scenarios.json"]),
    tests(
      "StoresTests",
      [
        "Stores", "Orders", "SQLite", "Venue", "Signing", "JSON", "Hashing", "Trading",
        "FixedPoint", "Runtime", "TestSupport",
      ]),
    tests(
      "DeskTests",
      [
        "Desk", "Stores", "Orders", "Runner", "Graph", "Policy", "Journal", "Venue", "Signing",
        "JSON", "Runtime", "Hashing", "Trading", "FixedPoint", "Diagnostics", "TestSupport",
      ]),
    tests(
      "SimulationTests",
      [
        "Simulation", "Desk", "Stores", "Orders", "VenueSimulator", "Journal", "Venue", "Signing",
        "JSON", "Runtime", "Hashing", "Trading", "FixedPoint", "TestSupport",
      ]),
    tests("MonitoringTests", ["Monitoring", "KnownAnswers", "Trading", "TestSupport"]),
    tests(
      "VenueSimulatorTests",
      [
        "VenueSimulator", "Venue", "Signing", "Network", "KnownAnswers", "JSON", "Hashing",
        "Trading", "Runtime", "FixedPoint", "Diagnostics", "TestSupport",
      ]),
    tests(
      "RunnerTests",
      [
        "Runner", "Graph", "Policy", "Journal", "Venue", "VenueSimulator", "Orders", "Runtime",
        "Trading", "JSON", "FixedPoint", "Diagnostics", "TestSupport",
      ]),
    tests("GitTests", ["Git", "Runtime", "Diagnostics", "TestSupport"]),
    tests("ReportingTests", ["Reporting", "JSON", "Diagnostics", "TestSupport"]),
    tests(
      "GovernanceTests",
      [
        "Governance", "Stores", "Orders", "Analysis", "Graph", "Policy", "CEL", "Journal",
        "Signing", "Git", "YAML", "JSON", "Runtime", "Hashing", "Trading", "FixedPoint",
        "Diagnostics", "TestSupport", "FormSamples",
      ]),
    tests(
      "AuthoringTests",
      [
        "Authoring", "PolicyTesting", "Analysis", "Graph", "Policy", "CEL", "Reporting", "YAML",
        "JSON", "Runtime", "Trading", "Diagnostics", "TestSupport",
      ]),
    tests(
      "DecisionDiffTests",
      [
        "DecisionDiff", "Runner", "Analysis", "Graph", "Policy", "CEL", "Journal", "Venue",
        "VenueSimulator", "Orders", "Git", "JSON", "Runtime", "Trading", "FixedPoint",
        "Diagnostics", "TestSupport",
      ]),
    tests(
      "ServiceTests",
      [
        "Service", "Desk", "Stores", "Orders", "VenueSimulator", "Governance", "Runner", "Graph",
        "Policy", "CEL", "Journal", "Venue", "Network", "Signing", "JSON",
        "Runtime", "Hashing", "Trading", "FixedPoint", "Diagnostics", "TestSupport",
      ]),
    tests(
      "LanguageServerTests",
      [
        "LanguageServer", "Authoring", "PolicyTesting", "Graph", "Policy", "YAML", "JSON",
        "Runtime",
        "Diagnostics", "TestSupport",
      ]),
    tests("FuzzingTests", ["Fuzzing", "Policy", "TestSupport"]),
    tests("HouseTests", ["YAML", "Diagnostics", "TestSupport"]),
    tests("EndToEndTests", ["Signing", "Hashing", "JSON", "Runtime", "TestSupport"]),
    // Drives the simulator with programs of others, from PyPI.
    tests(
      "StrangerTests",
      [
        "VenueSimulator", "Venue", "Signing", "Network", "JSON", "Hashing", "Trading", "Runtime",
        "FixedPoint", "Policy", "TestSupport", "FormSamples",
      ], data: ["Scripts"]),
  ],
  cxxLanguageStandard: .cxx17
)
