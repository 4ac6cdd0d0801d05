using System.Globalization;
using LdapVendorSync.Fixtures.Fuzzing;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Controls;

namespace LdapVendorSync.Ldap.Tests.Fuzzing;

/// <summary>How a page of a search ends.</summary>
internal enum PageEnd
{
    Continues,
    ContinuesWithTheSameCookie,
    Last,
    WithoutControl,
    MalformedControl,
    NegativeSize,
    Refused,
    RefusedWithCookie,
    Cut,
    OtherMessage,
    Damaged,
    Notice,
}

/// <summary>A server that answers a paged search with pages that may lie, and knows what it has sent.</summary>
internal sealed class FuzzedPages
{
    private readonly Random _random;
    private readonly List<(int Entries, PageEnd End)> _pages = [];
    private readonly List<string> _sent = [];
    private readonly int? _loopTo;
    private int _next;

    public FuzzedPages(Random random)
    {
        _random = random;
        for (var page = random.Next(6); page > 0; page--)
            _pages.Add((random.Next(5), random.Next(3) == 0 ? PageEnd.ContinuesWithTheSameCookie : PageEnd.Continues));

        // Every fourth server begins again instead of coming to an end
        if (_pages.Count > 0 && random.Next(4) == 0) _loopTo = random.Next(_pages.Count);
        else _pages.Add((random.Next(5), RandomEnd(random)));
    }

    /// <summary>How the last page that was sent ended.</summary>
    public PageEnd End { get; private set; } = PageEnd.Continues;

    /// <summary>The names of all entries that were sent.</summary>
    public IReadOnlyList<string> Sent => _sent;

    /// <summary>Whether the server never comes to an end.</summary>
    public bool IsEndless => _loopTo is not null;

    /// <summary>How many pages were asked for.</summary>
    public int Requests { get; private set; }

    public (byte[] Bytes, bool Ends) Answer(LdapPeerRequest request)
    {
        if (request.Operation != LdapPeerRequest.Search) return ([], false);
        Requests++;
        var number = _next++;
        if (_next == _pages.Count && _loopTo is { } first) _next = first;
        var (count, end) = _pages[Math.Min(number, _pages.Count - 1)];
        End = end;

        var names = Enumerable.Range(0, count).Select(entry => string.Create(CultureInfo.InvariantCulture, $"cn=p{number}e{entry}")).ToList();
        _sent.AddRange(names);
        var done = Done(request.MessageId, number, end);
        byte[] bytes = [.. names.SelectMany(name => LdapPeerMessage.Entry(request.MessageId, name)), .. done];
        return end == PageEnd.Cut ? ([.. bytes.Take(_random.Next(bytes.Length))], true) : (bytes, end == PageEnd.Damaged);
    }

    private static PageEnd RandomEnd(Random random) =>
        random.Next(3) == 0 ? PageEnd.Last : (PageEnd)random.Next((int)PageEnd.Last, (int)PageEnd.Notice + 1);

    private byte[] Done(int id, int number, PageEnd end) => end switch
    {
        PageEnd.Continues => Paged(id, _random.Next(3) == 0 ? int.MaxValue : 0, [1, (byte)number]),
        PageEnd.ContinuesWithTheSameCookie => Paged(id, 0, [2]),
        PageEnd.Last => Paged(id, _random.Next(1000), []),
        PageEnd.WithoutControl => LdapPeerMessage.SearchDone(id),
        PageEnd.MalformedControl => ValidMessages.WithControl(
            LdapPeerMessage.SearchDone(id), PagedResultsControl.ControlOid, [0x30, 0x7F, .. Enumerable.Repeat((byte)_random.Next(256), 5)]),
        PageEnd.NegativeSize => Paged(id, -1, []),
        PageEnd.Refused => LdapPeerMessage.SearchDone(id, _random.Next(1, 90), "no"),
        PageEnd.RefusedWithCookie => LdapPeerMessage.SearchDone(id, _random.Next(1, 90), "no", [1]),
        PageEnd.OtherMessage => LdapPeerMessage.BindResponse(id, 0),
        PageEnd.Damaged => BerMutator.Mutate(_random, LdapPeerMessage.SearchDone(id + 7)),
        PageEnd.Notice => LdapPeerMessage.NoticeOfDisconnection(52, "bye"),
        _ => Paged(id, 0, []),
    };

    private static byte[] Paged(int id, long size, byte[] cookie) =>
        ValidMessages.WithControl(LdapPeerMessage.SearchDone(id), PagedResultsControl.ControlOid, ValidMessages.Paging(size, cookie));
}
