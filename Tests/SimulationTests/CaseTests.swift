import Runtime
import TestSupport
import Testing

@testable import Simulation

@Suite struct CaseTests {
  @Test(
    arguments: [
      ("1-3,7", [1, 2, 3, 7]), ("5", [5]), ("none", []), ("4,4,2", [2, 4]),
    ] as [(String, [Int])]
  ) func readsWhatIsKept(text: String, numbers: [Int]) {
    #expect(SimulationCase.kept(text) == numbers)
    #expect(
      SimulationCase.kept(numbers.isEmpty ? "none" : SimulationCase.ranges(numbers)) == numbers)
  }

  @Test(arguments: ["", "a", "3-1", "1-2-3", "-1", "1,,2", "1-999999"])
  func refusesWhatIsNoList(text: String) {
    #expect(SimulationCase.kept(text) == nil)
  }

  @Test func readsFaults() throws {
    #expect(try SimulationFault.read("all") == SimulationFault.all)
    #expect(try SimulationFault.read("none") == [])
    #expect(try SimulationFault.read("crash,loss") == [.loss, .crash])
    #expect(SimulationFault.text([.crash, .loss]) == "loss,crash")
    #expect(throws: SimulationFault.UnknownFault(word: "los")) { try SimulationFault.read("los") }
  }

  @Test func keepsIncidentsByNumber() {
    let whole = SimulationCase(seed: 9, faults: SimulationFault.all)
    let all = SimulationScript(whole).incidents
    #expect(all.map(\.number) == Array(all.indices))
    #expect(all.map(\.time) == all.map(\.time).sorted())
    var some = whole
    some.kept = [3, 5]
    let kept = SimulationScript(some).incidents
    #expect(kept.map(\.number) == [3, 5])
    #expect(kept.map(\.time) == [all[3].time, all[5].time])
  }

  @Test func turnsOtherFaultsOffWithoutChangingWhatStrategiesDecide() {
    func decisions(_ faults: Set<SimulationFault>) -> [Int64] {
      SimulationScript(SimulationCase(seed: 4, faults: faults)).incidents
        .filter { $0.fault == nil }.map(\.time)
    }
    #expect(decisions([]) == decisions(SimulationFault.all))
    #expect(decisions([]).count > 20)
  }

  @Test func swarmsTurnOnManySubsets() {
    let subsets = Set((UInt64(0)..<200).map { SimulationCase.swarm(seed: $0).faults })
    #expect(subsets.count > 100)
    for fault in SimulationFault.allCases {
      #expect(subsets.contains { $0.contains(fault) })
      #expect(subsets.contains { !$0.contains(fault) })
    }
  }

  @Test func timelineGivesWhatIsDueInOrder() {
    var generator = SeededGenerator(seed: 8)
    var timeline = Timeline<Int>()
    var expected: [(Int64, Int)] = []
    for number in 0..<500 {
      let time = Int64.random(in: 0...60, using: &generator)
      timeline.add(number, at: time)
      expected.append((time, number))
    }
    expected.sort { ($0.0, $0.1) < ($1.0, $1.1) }
    var found: [Int] = []
    for now in Int64(0)...60 {
      while let (time, number) = timeline.removeFirst(dueBy: now) {
        #expect(time == now)
        found.append(number)
      }
    }
    #expect(found == expected.map(\.1))
    #expect(timeline.next == nil)
  }

  @Test func shrinksToWhatMatters() {
    // Fails as long as incident 17 and the fault `clock` are there.
    let run = SimulationCase(seed: 2, faults: SimulationFault.all, duration: 120_000)
    func fails(_ run: SimulationCase) -> Bool {
      let numbers = run.kept ?? SimulationScript(run).incidents.map(\.number)
      return run.faults.contains(.clock) && numbers.count > 2 && run.duration >= 20_000
    }
    var shrinker = Shrinker(run, fails: fails)
    shrinker.shrink(violatedAt: 90_000)
    #expect(fails(shrinker.smallest))
    #expect(shrinker.smallest.faults == [.clock])
    #expect(shrinker.smallest.kept?.count == 3)
    #expect(shrinker.smallest.duration < 40_000)
    #expect(shrinker.attempts <= 200)
  }
}
