package struct SweepCurve: Sendable { var text: String { "" } }
