/// A program with a screen: a state that changes by events and can be drawn at any moment.
///
/// `update` and `draw` are pure: no input or output, no clock. What takes time is an effect, whose
/// results come back as messages.
public protocol Application {
  associatedtype Message: Sendable
  associatedtype Effect

  /// Changes the state; returns what must be done outside of it.
  mutating func update(_ event: ProgramEvent<Message>) -> [Effect]
  func draw(on screen: inout CellBuffer)
  /// Hears what the last frame cost; it is seen in the next one.
  mutating func note(_ cost: FrameCost)
  /// How often `tick` events are wanted now; nil for none, so that an idle program sleeps.
  var tickMilliseconds: Int? { get }
}

/// What a frame cost: time to draw and to send it, and the cells that were sent.
public struct FrameCost: Equatable, Sendable {
  public var frame: Int
  public var drawMicroseconds: Int
  public var sendMicroseconds: Int
  public var cells: Int
  public init(frame: Int, drawMicroseconds: Int, sendMicroseconds: Int, cells: Int) {
    self.frame = frame
    self.drawMicroseconds = drawMicroseconds
    self.sendMicroseconds = sendMicroseconds
    self.cells = cells
  }
}

extension Application {
  public mutating func note(_ cost: FrameCost) {}
}

public enum ProgramEvent<Message: Sendable>: Sendable {
  case started(Size, WallClock)
  case key(Key)
  case paste(String)
  case mouse(MouseAction, row: Int, column: Int)
  /// The color behind the terminal's text.
  case background(isLight: Bool)
  case resized(Size)
  case tick(WallClock)
  case message(Message)
  case terminated(signal: Int32)
}

/// What an effect asks of the program itself.
public enum ProgramCommand: Sendable {
  case redraw
  case suspend
  case use(Palette)
  /// Sends a sequence to the terminal as it is, such as text for its clipboard.
  case send(String)
  /// An answer is on its way and most likely here in a moment: the next frame waits that long for it,
  /// so that what a key changes is seen at once and sent once.
  case awaitAnswer
  case stop
}

/// Runs an application on a terminal: waits, updates, draws what changed.
public struct Program<App: Application> {
  public private(set) var application: App
  private let terminal: any Terminal
  private let queue: EventQueue<App.Message>
  private let perform: (App.Effect) -> [ProgramCommand]

  private var isStopped = false
  private var needsFrame = true
  private var lastFrame = -1_000
  private var lastInput = -1_000
  private var lastTick = 0
  /// Until when the next frame waits for an answer; nil if it does not.
  private var answerLimit: Int?
  /// The signal that ended the program, if one did.
  public private(set) var endedBySignal: Int32?
  /// Frames shown.
  public private(set) var frames = 0

  /// At most one frame in so many milliseconds, for a while after a key and otherwise.
  private let keyInterval = 16
  private let liveInterval = 100
  /// What comes so many milliseconds after a key (or the start) is taken for what was asked for.
  private let keyPatience = 500
  /// How long a frame waits for an answer: less than a person sees.
  private let answerPatience = 3

  public init(
    _ application: App, on terminal: any Terminal, queue: EventQueue<App.Message>,
    perform: @escaping (App.Effect) -> [ProgramCommand]
  ) {
    self.application = application
    self.terminal = terminal
    self.queue = queue
    self.perform = perform
  }

  /// Runs until an effect stops it.
  public mutating func run() {
    start()
    while !isStopped { step() }
  }

  /// Draws the first frame, before anything else is asked for.
  public mutating func start() {
    lastTick = terminal.milliseconds
    lastInput = lastTick
    let effects = application.update(.started(terminal.size, terminal.wallClock))
    show()
    carryOut(effects)
  }

  /// Waits once, takes what came, and shows a frame if one is due.
  public mutating func step() {
    for input in terminal.wait(wake: queue.descriptor, milliseconds: timeToSleep()) {
      take(input)
      if isStopped { return }
    }
    for message in queue.drain() {
      needsFrame = true
      answerLimit = nil
      carryOut(application.update(.message(message)))
      if isStopped { return }
    }
    let now = terminal.milliseconds
    if let interval = application.tickMilliseconds, now - lastTick >= interval {
      lastTick = now
      needsFrame = true
      carryOut(application.update(.tick(terminal.wallClock)))
    }
    guard needsFrame, !isStopped, now >= nextFrame, terminal.isWritable else { return }
    show()
  }

  /// When the next frame may be shown.
  private var nextFrame: Int {
    let isHandled = terminal.milliseconds - lastInput < keyPatience
    return max(lastFrame + (isHandled ? keyInterval : liveInterval), answerLimit ?? 0)
  }

  private func timeToSleep() -> Int? {
    var due: Int?
    if needsFrame {
      due = terminal.isWritable ? max(0, nextFrame - terminal.milliseconds) : 20
    }
    if let interval = application.tickMilliseconds {
      let tick = max(0, lastTick + interval - terminal.milliseconds)
      due = min(due ?? tick, tick)
    }
    return due
  }

  private mutating func take(_ input: TerminalInput) {
    needsFrame = true
    lastInput = terminal.milliseconds
    switch input {
    case .key(let key): carryOut(application.update(.key(key)))
    case .paste(let text): carryOut(application.update(.paste(text)))
    case .mouse(let action, let row, let column):
      carryOut(application.update(.mouse(action, row: row, column: column)))
    case .background(let isLight):
      carryOut(application.update(.background(isLight: isLight)))
    case .canSynchronize: break
    case .resized: carryOut(application.update(.resized(terminal.size)))
    case .resumed: terminal.forget()
    case .terminated(let signal):
      endedBySignal = signal
      carryOut(application.update(.terminated(signal: signal)))
    }
  }

  private mutating func show() {
    var frame = CellBuffer(size: terminal.size, glyphs: terminal.glyphs)
    let start = terminal.microseconds
    application.draw(on: &frame)
    let drawn = terminal.microseconds
    let cells = terminal.present(frame)
    frames += 1
    application.note(
      FrameCost(
        frame: frames, drawMicroseconds: drawn - start,
        sendMicroseconds: terminal.microseconds - drawn, cells: cells))
    needsFrame = false
    answerLimit = nil
    lastFrame = terminal.milliseconds
  }

  private mutating func carryOut(_ effects: [App.Effect]) {
    for effect in effects {
      for command in perform(effect) {
        needsFrame = true
        switch command {
        case .awaitAnswer:
          answerLimit = terminal.milliseconds + answerPatience
        case .redraw:
          terminal.forget()
        case .suspend:
          terminal.suspend()
          carryOut(application.update(.resized(terminal.size)))
        case .use(let palette):
          terminal.use(palette)
        case .send(let sequence):
          terminal.send(sequence)
        case .stop:
          isStopped = true
        }
      }
    }
  }
}
