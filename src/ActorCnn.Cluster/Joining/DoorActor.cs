using Akka.Actor;

namespace ActorCnn.Cluster.Joining;

/// <summary>Stands at the coordinator's door: lets nodes in that speak the same protocol, tells others why not, and all of the run's end.</summary>
public sealed class DoorActor : ReceiveActor, IWithTimers
{
    /// <summary>Its name below the user guardian, by which nodes find it.</summary>
    public const string Name = "door";

    private static readonly TimeSpan BetweenWelcomes = TimeSpan.FromSeconds(2);
    private readonly HashSet<IActorRef> _guests = [];
    private readonly HashSet<IActorRef> _keepers = [];
    private Welcome _welcome;
    private CheckpointOffered? _newest;
    private IActorRef _waiting = ActorRefs.Nobody;
    private RunOver? _over;

    /// <summary>Creates the door; see <see cref="Props"/>.</summary>
    public DoorActor(Welcome welcome)
    {
        _welcome = welcome;
        Receive<Hello>(OnHello);
        Receive<Welcome>(OnAgain);
        Receive<WelcomeAll>(_ => TellGuests(_welcome));
        Receive<CheckpointOffered>(OnOffered);
        Receive<RunOver>(OnOver);
        Receive<Terminated>(terminated =>
        {
            _guests.Remove(terminated.ActorRef);
            _keepers.Remove(terminated.ActorRef);
            AnswerWhenEmpty();
        });
    }

    /// <summary>How to create it.</summary>
    /// <param name="welcome">What a node that is let in is told.</param>
    public static Props Props(Welcome welcome) => Akka.Actor.Props.Create(() => new DoorActor(welcome));

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Why a node cannot take part; null when it can.</summary>
    internal static string? DifferenceOf(Hello hello) =>
        hello.Protocol != Protocol.Version
            ? $"node {hello.Node} speaks protocol {hello.Protocol} and this run protocol {Protocol.Version}; run the same actorcnn on both"
            : hello.Product != Protocol.Product
                ? $"node {hello.Node} is actorcnn {hello.Product} and this run actorcnn {Protocol.Product}; run the same version on both"
                : null;

    private void OnHello(Hello hello)
    {
        if (DifferenceOf(hello) is { } difference)
        {
            Sender.Tell(new Refused(difference));
        }
        else if (_over is not null)
        {
            Sender.Tell(_over);
        }
        else
        {
            _guests.Add(Sender);
            Context.Watch(Sender);
            Sender.Tell(_welcome);
            if (hello.KeepsCopy)
            {
                _keepers.Add(Sender);
                if (_newest is not null)
                {
                    Sender.Tell(_newest);
                }
            }
        }
    }

    // The run has begun again. One whom no word of it reaches would wait for ever: guests are told until the run is over.
    private void OnAgain(Welcome welcome)
    {
        (_welcome, _newest) = (welcome, null);
        Timers.StartPeriodicTimer(nameof(WelcomeAll), WelcomeAll.Now, TimeSpan.Zero, BetweenWelcomes);
    }

    private void TellGuests(IJoiningMessage message)
    {
        foreach (IActorRef guest in _guests)
        {
            guest.Tell(message);
        }
    }

    private void OnOffered(CheckpointOffered offered)
    {
        _newest = offered;
        foreach (IActorRef keeper in _keepers)
        {
            keeper.Tell(offered);
        }
    }

    // Whoever tells it is answered when all guests have gone.
    private void OnOver(RunOver over)
    {
        (_over, _waiting) = (over, Sender);
        Timers.CancelAll();
        TellGuests(over);
        AnswerWhenEmpty();
    }

    private void AnswerWhenEmpty()
    {
        if (_over is not null && _guests.Count == 0)
        {
            _waiting.Tell(Done.Instance);
        }
    }

    private sealed class WelcomeAll : INoSerializationVerificationNeeded
    {
        public static readonly WelcomeAll Now = new();
    }

    private sealed class Done : INoSerializationVerificationNeeded
    {
        public static readonly Done Instance = new();
    }
}
