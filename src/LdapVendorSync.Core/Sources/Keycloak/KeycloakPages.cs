using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>
/// Reads a list that Keycloak gives in pages by position (<c>first</c>, <c>max</c>), so that whoever is in it all the time is read,
/// whatever happens to the others meanwhile.
/// </summary>
/// <remarks>
/// <para>
/// Keycloak keeps each list in one order: people by user name, groups by name (its queries say so). It has neither a cursor nor a total,
/// and what is removed from the part that was read already moves the rest forward, past the position of the next page. Therefore each page
/// begins with the last item of the one before. Where none of a page is known under its name, the read goes back until it meets one that
/// is; behind that one the order lets nobody slip through. It may be anywhere on the page: the database orders lists by its own collation,
/// and Keycloak then sorts the groups of a page by another. An item that was given another name may have been moved from the part to come
/// into the part that is done. That shows as a shift, and a list that was shifted is read a second time, for whoever is new then.
/// </para>
/// <para>
/// A page shorter than asked for is not the end: a proxy or the server may cap it, and Keycloak leaves people out of pages whom it finds to
/// be gone from the LDAP server that they came from. The end is proved by a page that holds nothing behind the last item.
/// </para>
/// </remarks>
/// <param name="size">How many items to ask for at once; at least 2.</param>
/// <param name="keyOf">The id of an item, and the name that the list is ordered by.</param>
/// <param name="fetch">Fetches the items from a position on, at most so many.</param>
internal sealed class KeycloakPages(
    int size,
    Func<DataNode, (string Id, string Name)> keyOf,
    Func<int, int, CancellationToken, Task<IReadOnlyList<DataNode>>> fetch)
{
    private const int MaxPages = 100_000;
    private const int MaxFruitless = 40;

    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private int _pages;

    /// <summary>The items, each id once.</summary>
    public async IAsyncEnumerable<DataNode> ReadAsync(ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pass = new Pass(keyOf);
        await foreach (var item in ReadOnceAsync(pass, proof, cancellationToken).ConfigureAwait(false))
            yield return item;
        if (!pass.WasShifted || !pass.IsDone)
        {
            Conclude(pass, proof);
            yield break;
        }

        pass = new Pass(keyOf);
        await foreach (var item in ReadOnceAsync(pass, proof, cancellationToken).ConfigureAwait(false))
            yield return item;
        Conclude(pass, proof);
    }

    private static void Conclude(Pass pass, ListProof proof)
    {
        if (pass.IsDone)
            proof.MarkProved();
    }

    private async IAsyncEnumerable<DataNode> ReadOnceAsync(
        Pass pass, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!pass.IsDone && !IsHopeless(pass, proof))
        {
            _pages++;
            var page = await fetch(pass.First, size, cancellationToken).ConfigureAwait(false);
            foreach (var item in pass.Take(page))
            {
                if (_given.Add(keyOf(item).Id))
                    yield return item;
            }
        }
    }

    private bool IsHopeless(Pass pass, ListProof proof)
    {
        if (pass.Fruitless >= MaxFruitless)
        {
            proof.Report(new ReadReason(
                ReadReasonKind.PagingInconsistent,
                HoldScope.Mapping,
                $"The pages contradict each other: {pass.Fruitless} of them in a row held nothing new, and none the end; the next would begin at {pass.First}."));
            return true;
        }

        if (_pages < MaxPages)
            return false;
        proof.Report(new ReadReason(ReadReasonKind.LimitExceeded, HoldScope.Mapping, $"The list has not ended after {MaxPages} pages."));
        return true;
    }

    /// <summary>One way through the list.</summary>
    private sealed class Pass(Func<DataNode, (string Id, string Name)> keyOf)
    {
        private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
        private string? _last;
        private int _inRow;
        private bool _hasOneItem;
        private bool _mayLeaveOut;
        private bool _wasConfirmed;

        /// <summary>The position of the next page.</summary>
        public int First { get; private set; }

        /// <summary>How many pages in a row held nothing new.</summary>
        public int Fruitless { get; private set; }

        /// <summary>Whether the part that was read already changed.</summary>
        public bool WasShifted { get; private set; }

        /// <summary>Whether the end is proved.</summary>
        public bool IsDone { get; private set; }

        /// <summary>Takes a page, decides where to go on, and gives what is new on it.</summary>
        public List<DataNode> Take(IReadOnlyList<DataNode> page)
        {
            Fruitless++;
            if (page.Count == 0)
            {
                TakeNothing();
                return [];
            }

            if (First > 0 && !page.Any(IsKnown))
            {
                Retreat();
                return [];
            }

            WasShifted |= First > 0 && keyOf(page[0]).Id != _last;
            var unseen = page.Where(item => !_names.ContainsKey(keyOf(item).Id)).DistinctBy(item => keyOf(item).Id).ToList();
            foreach (var item in page)
                Remember(item);
            Advance(page.Count, unseen.Count);
            return unseen;
        }

        private bool IsKnown(DataNode item)
        {
            var (id, name) = keyOf(item);
            return _names.TryGetValue(id, out var known) && known == name;
        }

        private void Remember(DataNode item)
        {
            var (id, name) = keyOf(item);
            _names[id] = name;
            _last = id;
            _mayLeaveOut |= item.TextAt("federationLink") is not null;
        }

        private void Advance(int count, int unseen)
        {
            _inRow = 0;
            Fruitless = unseen == 0 ? Fruitless : 0;
            _wasConfirmed &= unseen == 0;
            // One item alone could begin the next page with nothing but itself.
            _hasOneItem = First == 0 && count == 1;
            if (_hasOneItem)
                First = 1;
            else if (unseen == 0 && count == 1)
                End();
            else
                First += count - 1;
        }

        private void TakeNothing()
        {
            if (First == 0 || _hasOneItem)
                End();
            else
                Retreat();
        }

        // Whoever turns out to be gone from the LDAP server is left out of the page and removed: the same page then holds those behind.
        private void End()
        {
            IsDone = _wasConfirmed || (_names.Count > 0 && !_mayLeaveOut);
            _wasConfirmed = true;
        }

        private void Retreat()
        {
            WasShifted = true;
            _wasConfirmed = false;
            _hasOneItem = false;
            // Mostly it is one who left; after many did, the way back is not gone one by one.
            First = Math.Max(0, First - (1 << _inRow));
            _inRow = Math.Min(_inRow + 1, 20);
        }
    }
}
