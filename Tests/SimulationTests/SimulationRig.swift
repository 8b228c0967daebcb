import Graph
import TestSupport

@testable import Simulation

/// The simulator over the policies of this checkout, compiled once.
enum SimulationRig {
  static let simulator = Result {
    Simulator(try SimulationSetting(try GraphLoader.load(root: Places.checkout)))
  }
}
