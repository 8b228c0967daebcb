#if FUZZING
  import Fuzzing
  import Policy

  /// What every input is given to, over the documents of the checkout around the current folder.
  private let subject: FuzzSubject = {
    guard let root = PolicyFiles.root(above: "."),
      let documents = try? PolicyFiles.inputs(ofRoot: root)
    else { fatalError("run it inside the checkout") }
    return FuzzSubject(documents: documents)
  }()

  /// libFuzzer's way in (llvm.org/docs/LibFuzzer.html): a broken promise is a crash, which it keeps and
  /// makes smaller.
  @_cdecl("LLVMFuzzerTestOneInput")
  func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    do {
      try subject.run(input)
    } catch {
      fatalError("\(error.door): \(error.broken)")
    }
    return 0
  }
#endif
