using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit;

/// <summary>Requirements that end a behaviour where they do not hold.</summary>
internal static class Check
{
    private const int ShownDifferences = 5;

    public static void That(bool condition, string violation, Exception? cause = null)
    {
        if (!condition)
            throw new ContractViolationException(violation, cause);
    }

    public static void Equal<T>(T expected, T actual, string what) => That(
        EqualityComparer<T>.Default.Equals(expected, actual), $"Expected for {what}: {Show(expected)}; but it is {Show(actual)}.");

    /// <summary>The same things, each once, in whatever order.</summary>
    public static void SameSet(IEnumerable<string> expected, IEnumerable<string> actual, string what)
    {
        var wanted = expected.ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var twice = new List<string>();
        foreach (var item in actual)
        {
            if (!seen.Add(item))
                twice.Add(item);
        }

        var missing = wanted.Except(seen, StringComparer.Ordinal).ToArray();
        var added = seen.Except(wanted, StringComparer.Ordinal).ToArray();
        That(
            missing.Length + added.Length + twice.Count == 0,
            $"Of the {what}, {wanted.Count} were expected and {seen.Count} are there"
                + $"{List("missing", missing)}{List("too many", added)}{List("twice", twice)}.");
    }

    /// <summary>Requires that an operation fails as a vendor's failure, and with one of some kinds if any are given.</summary>
    public static async Task<VendorException> FailsAsync(Func<Task> operation, string what, params IReadOnlyList<VendorFailure> kinds)
    {
        try
        {
            await operation().ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            That(
                kinds.Count == 0 || kinds.Contains(error.Failure),
                $"To {what} has to fail as {string.Join(" or ", kinds)}, and failed as {error.Failure}.",
                error);
            return error;
        }
        catch (Exception error) when (error is not ContractViolationException and not ContractSkippedException)
        {
            throw new ContractViolationException(
                $"To {what} has to fail as a {nameof(VendorException)}, which says what the run shall do about it.", error);
        }

        throw new ContractViolationException($"To {what} has to fail, and succeeded.");
    }

    /// <summary>The failure of an operation that may fail as a vendor's failure, but in no other way.</summary>
    public static async Task<VendorException?> MayFailAsync(Func<Task> operation, string what)
    {
        try
        {
            await operation().ConfigureAwait(false);
            return null;
        }
        catch (VendorException error)
        {
            return error;
        }
        catch (Exception error) when (error is not ContractViolationException and not ContractSkippedException)
        {
            throw new ContractViolationException($"To {what} may only fail as a {nameof(VendorException)}.", error);
        }
    }

    /// <summary>Requires that an operation ends soon with an <see cref="OperationCanceledException"/>.</summary>
    public static async Task CancelledAsync(Func<Task> operation, string what, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(15);
        try
        {
            await operation().WaitAsync(limit, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (TimeoutException error)
        {
            throw new ContractViolationException($"To {what} went on for {limit.TotalSeconds:0} s after it was cancelled.", error);
        }
        catch (Exception error) when (error is not ContractViolationException)
        {
            throw new ContractViolationException(
                $"To {what} was cancelled, which has to end in an {nameof(OperationCanceledException)}.", error);
        }

        throw new ContractViolationException($"To {what} was cancelled, and succeeded all the same.");
    }

    private static string Show<T>(T value) => value is null ? "nothing" : $"'{value}'";

    private static string List(string what, IReadOnlyCollection<string> items)
    {
        if (items.Count == 0)
            return string.Empty;
        var more = items.Count > ShownDifferences ? $" and {items.Count - ShownDifferences} more" : string.Empty;
        return $"; {what}: {string.Join(", ", items.Take(ShownDifferences))}{more}";
    }
}
