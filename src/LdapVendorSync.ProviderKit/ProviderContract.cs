using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LdapVendorSync.ProviderKit.Behaviours;

namespace LdapVendorSync.ProviderKit;

/// <summary>What every provider must do, and whether one does.</summary>
/// <example>
/// <code>
/// await foreach (var result in ProviderContract.RunAllAsync(ct => MyVendorUnderTest.StartAsync(ct), cancellationToken))
///     Console.WriteLine(result);
/// </code>
/// </example>
public static class ProviderContract
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    /// <summary>Every behaviour, by area.</summary>
    public static IReadOnlyList<ContractBehaviour> Behaviours { get; } =
    [
        .. LogInBehaviours.All,
        .. GroupBehaviours.All,
        .. ReadBehaviours.All,
        .. ReadFaultBehaviours.All,
        .. FindUserBehaviours.All,
        .. CreateUserBehaviours.All,
        .. UpdateUserBehaviours.All,
        .. EnableBehaviours.All,
        .. DeleteUserBehaviours.All,
        .. MembershipBehaviours.All,
        .. WriteFaultBehaviours.All,
        .. CancellationBehaviours.All,
        .. ListingBehaviours.All,
        .. BatchBehaviours.All,
        .. CapabilityBehaviours.All,
        .. MessageBehaviours.All,
    ];

    /// <summary>The behaviour of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ContractBehaviour Find(string name) => Behaviours.SingleOrDefault(behaviour => behaviour.Name == name)
        ?? throw new ArgumentException($"There is no behaviour '{name}'.", nameof(name));

    /// <summary>Looks whether a provider shows a behaviour.</summary>
    /// <param name="start">Starts a fresh vendor, or empties one that runs.</param>
    /// <param name="behaviour">The behaviour.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public static async Task<ContractResult> RunAsync(
        Func<CancellationToken, Task<IVendorUnderTest>> start, ContractBehaviour behaviour, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(behaviour);
        var vendor = await start(cancellationToken).ConfigureAwait(false);
        await using var disposal = vendor.ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        var (outcome, reason) = await JudgeAsync(vendor, behaviour, cancellationToken).ConfigureAwait(false);
        if (vendor.Deviations.TryGetValue(behaviour.Name, out var deviation))
            (outcome, reason) = JudgeDeviation(outcome, reason, deviation);
        return new ContractResult(behaviour, outcome, reason, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Looks whether a provider shows every behaviour, one after the other.</summary>
    /// <param name="start">Starts a fresh vendor, or empties one that runs; called for each behaviour.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public static async IAsyncEnumerable<ContractResult> RunAllAsync(
        Func<CancellationToken, Task<IVendorUnderTest>> start, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var behaviour in Behaviours)
            yield return await RunAsync(start, behaviour, cancellationToken).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a provider throws where it must not is the result.")]
    private static async Task<(ContractOutcome Outcome, string? Reason)> JudgeAsync(
        IVendorUnderTest vendor, ContractBehaviour behaviour, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            var scene = new ContractScene(vendor, behaviour.Needs, limit.Token);
            await using var disposal = scene.ConfigureAwait(false);
            scene.RequireSkills();
            // Not only by the token: a provider that does not listen to it must not keep the others waiting.
            await behaviour.Run(scene).WaitAsync(limit.Token).ConfigureAwait(false);
            return (ContractOutcome.Passed, null);
        }
        catch (ContractSkippedException skipped)
        {
            return (ContractOutcome.Skipped, skipped.Message);
        }
        catch (ContractViolationException violation)
        {
            return (ContractOutcome.Failed, Explain(violation.Message, violation.InnerException));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (ContractOutcome.Failed, $"It did not end within {TimeLimit.TotalMinutes:0} minutes.");
        }
        catch (Exception error)
        {
            return (ContractOutcome.Failed, Explain("An operation that had to succeed failed.", error));
        }
    }

    private static string Explain(string message, Exception? cause) => cause is null ? message : $"{message} It threw {cause}";

    private static (ContractOutcome Outcome, string? Reason) JudgeDeviation(ContractOutcome outcome, string? reason, string deviation) =>
        outcome switch
        {
            ContractOutcome.Failed => (ContractOutcome.Skipped, $"deviates: {deviation}"),
            ContractOutcome.Passed => (
                ContractOutcome.Failed, $"It holds although it is declared as a deviation ({deviation}); remove that."),
            _ => (outcome, reason),
        };
}
