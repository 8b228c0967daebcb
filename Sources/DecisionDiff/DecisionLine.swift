package struct DecisionLine { package static let mostPieces = 100_000 }
