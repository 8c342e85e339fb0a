using ActorCnn.Networks.Optimization.Schedules;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>The schedules of the learning rate that a configuration can name.</summary>
internal static class ScheduleKinds
{
    private const double MaximumEpochs = 1_000_000;
    private const double SmallestPart = 1e-6;

    /// <summary>The one that is meant when none is named.</summary>
    public const string Default = "constant";

    /// <summary>Every schedule; <c>type</c> chooses.</summary>
    public static Kinds<LearningRateSchedule> All { get; } = new("schedule",
    [
        WithWarmUp(Default, _ => new ConstantSchedule(), _ => []),
        WithWarmUp(
            "step",
            section =>
            {
                StepSchedule schedule = new(section.Number("every-epochs", 1, int.MaxValue));
                return schedule with { Drop = section.Number("drop", 0.0, 1.0, schedule.Drop) };
            },
            schedule => [("every-epochs", Settings.Number(schedule.EveryEpochs)), ("drop", Settings.Number(schedule.Drop))]),
        WithWarmUp(
            "cosine",
            section => new CosineSchedule { FinalFactor = section.Number("final-factor", 0.0, 1.0, 0.0) },
            schedule => [("final-factor", Settings.Number(schedule.FinalFactor))]),
        WithWarmUp(
            "plateau",
            section =>
            {
                PlateauSchedule defaults = new();
                return defaults with { Drop = section.Number("factor", 0.0, 1.0, defaults.Drop), Rule = PatienceSettings.Read(section) };
            },
            schedule => [("factor", Settings.Number(schedule.Drop)), .. PatienceSettings.Write(schedule.Rule)]),
        Kind<LearningRateSchedule>.Of(
            "one-cycle",
            section =>
            {
                OneCycleSchedule defaults = new();
                return new OneCycleSchedule
                {
                    Rise = section.Number("rise", SmallestPart, 1 - SmallestPart, defaults.Rise),
                    StartFactor = section.Number("start-factor", 0.0, 1.0, defaults.StartFactor),
                    FinalFactor = section.Number("final-factor", 0.0, 1.0, defaults.FinalFactor),
                };
            },
            schedule =>
            [
                ("rise", Settings.Number(schedule.Rise)),
                ("start-factor", Settings.Number(schedule.StartFactor)),
                ("final-factor", Settings.Number(schedule.FinalFactor)),
            ]),
    ]);

    private static Kind<LearningRateSchedule> WithWarmUp<T>(
        string name, Func<Section, T> read, Func<T, IEnumerable<(string Key, SettingNode Value)>> write)
        where T : LearningRateSchedule => Kind<LearningRateSchedule>.Of(
            name,
            section =>
            {
                LearningRateSchedule schedule = read(section);
                int steps = section.Number("warm-up-steps", 0, int.MaxValue, 0);
                double epochs = section.Number("warm-up-epochs", 0.0, MaximumEpochs, 0.0);
                if (steps != 0 && epochs != 0)
                {
                    section.Refuse(
                        "warm-up-epochs", "the warm-up is given twice", "warm-up-steps or warm-up-epochs", "both", "remove one of them");
                }

                return schedule with { WarmUpSteps = steps, WarmUpEpochs = epochs };
            },
            schedule =>
            [
                .. write((T)schedule),
                ("warm-up-steps", Settings.Number(schedule.WarmUpSteps)),
                ("warm-up-epochs", Settings.Number(schedule.WarmUpEpochs)),
            ]);
}
