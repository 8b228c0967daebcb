extension Keccak256 {
  /// Keccak-f[1600] (FIPS 202, section 3.3): 24 rounds of theta, rho, pi, chi and iota over 25 lanes.
  ///
  /// The lanes are held in variables of their own during all rounds, so that they stay in registers and on
  /// the stack: an array in their place costs three times as much.
  static func permute(_ lanes: inout InlineArray<25, UInt64>) {
    var a0 = lanes[0]
    var a1 = lanes[1]
    var a2 = lanes[2]
    var a3 = lanes[3]
    var a4 = lanes[4]
    var a5 = lanes[5]
    var a6 = lanes[6]
    var a7 = lanes[7]
    var a8 = lanes[8]
    var a9 = lanes[9]
    var a10 = lanes[10]
    var a11 = lanes[11]
    var a12 = lanes[12]
    var a13 = lanes[13]
    var a14 = lanes[14]
    var a15 = lanes[15]
    var a16 = lanes[16]
    var a17 = lanes[17]
    var a18 = lanes[18]
    var a19 = lanes[19]
    var a20 = lanes[20]
    var a21 = lanes[21]
    var a22 = lanes[22]
    var a23 = lanes[23]
    var a24 = lanes[24]
    for round in 0..<24 {
      let constant = roundConstants[round]
      let column0 = a0 ^ a5 ^ a10 ^ a15 ^ a20
      let column1 = a1 ^ a6 ^ a11 ^ a16 ^ a21
      let column2 = a2 ^ a7 ^ a12 ^ a17 ^ a22
      let column3 = a3 ^ a8 ^ a13 ^ a18 ^ a23
      let column4 = a4 ^ a9 ^ a14 ^ a19 ^ a24
      let parity0 = column4 ^ column1.rotated(1)
      let parity1 = column0 ^ column2.rotated(1)
      let parity2 = column1 ^ column3.rotated(1)
      let parity3 = column2 ^ column4.rotated(1)
      let parity4 = column3 ^ column0.rotated(1)
      let b0 = a0 ^ parity0
      let b1 = (a6 ^ parity1).rotated(44)
      let b2 = (a12 ^ parity2).rotated(43)
      let b3 = (a18 ^ parity3).rotated(21)
      let b4 = (a24 ^ parity4).rotated(14)
      let b5 = (a3 ^ parity3).rotated(28)
      let b6 = (a9 ^ parity4).rotated(20)
      let b7 = (a10 ^ parity0).rotated(3)
      let b8 = (a16 ^ parity1).rotated(45)
      let b9 = (a22 ^ parity2).rotated(61)
      let b10 = (a1 ^ parity1).rotated(1)
      let b11 = (a7 ^ parity2).rotated(6)
      let b12 = (a13 ^ parity3).rotated(25)
      let b13 = (a19 ^ parity4).rotated(8)
      let b14 = (a20 ^ parity0).rotated(18)
      let b15 = (a4 ^ parity4).rotated(27)
      let b16 = (a5 ^ parity0).rotated(36)
      let b17 = (a11 ^ parity1).rotated(10)
      let b18 = (a17 ^ parity2).rotated(15)
      let b19 = (a23 ^ parity3).rotated(56)
      let b20 = (a2 ^ parity2).rotated(62)
      let b21 = (a8 ^ parity3).rotated(55)
      let b22 = (a14 ^ parity4).rotated(39)
      let b23 = (a15 ^ parity0).rotated(41)
      let b24 = (a21 ^ parity1).rotated(2)
      a0 = b0 ^ (~b1 & b2) ^ constant
      a1 = b1 ^ (~b2 & b3)
      a2 = b2 ^ (~b3 & b4)
      a3 = b3 ^ (~b4 & b0)
      a4 = b4 ^ (~b0 & b1)
      a5 = b5 ^ (~b6 & b7)
      a6 = b6 ^ (~b7 & b8)
      a7 = b7 ^ (~b8 & b9)
      a8 = b8 ^ (~b9 & b5)
      a9 = b9 ^ (~b5 & b6)
      a10 = b10 ^ (~b11 & b12)
      a11 = b11 ^ (~b12 & b13)
      a12 = b12 ^ (~b13 & b14)
      a13 = b13 ^ (~b14 & b10)
      a14 = b14 ^ (~b10 & b11)
      a15 = b15 ^ (~b16 & b17)
      a16 = b16 ^ (~b17 & b18)
      a17 = b17 ^ (~b18 & b19)
      a18 = b18 ^ (~b19 & b15)
      a19 = b19 ^ (~b15 & b16)
      a20 = b20 ^ (~b21 & b22)
      a21 = b21 ^ (~b22 & b23)
      a22 = b22 ^ (~b23 & b24)
      a23 = b23 ^ (~b24 & b20)
      a24 = b24 ^ (~b20 & b21)
    }
    lanes[0] = a0
    lanes[1] = a1
    lanes[2] = a2
    lanes[3] = a3
    lanes[4] = a4
    lanes[5] = a5
    lanes[6] = a6
    lanes[7] = a7
    lanes[8] = a8
    lanes[9] = a9
    lanes[10] = a10
    lanes[11] = a11
    lanes[12] = a12
    lanes[13] = a13
    lanes[14] = a14
    lanes[15] = a15
    lanes[16] = a16
    lanes[17] = a17
    lanes[18] = a18
    lanes[19] = a19
    lanes[20] = a20
    lanes[21] = a21
    lanes[22] = a22
    lanes[23] = a23
    lanes[24] = a24
  }

  /// What iota adds to the first lane, round by round (FIPS 202, section 3.2.5).
  private static let roundConstants: InlineArray<24, UInt64> = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A,
    0x8000_0000_8000_8000, 0x0000_0000_0000_808B, 0x0000_0000_8000_0001,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8009, 0x0000_0000_0000_008A,
    0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
    0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089,
    0x8000_0000_0000_8003, 0x8000_0000_0000_8002, 0x8000_0000_0000_0080,
    0x0000_0000_0000_800A, 0x8000_0000_8000_000A, 0x8000_0000_8000_8081,
    0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
  ]
}

extension UInt64 {
  /// The word turned to the left by `count` bits, 1 to 63.
  @inline(__always) fileprivate func rotated(_ count: UInt64) -> UInt64 {
    self &<< count | self &>> (64 &- count)
  }
}
