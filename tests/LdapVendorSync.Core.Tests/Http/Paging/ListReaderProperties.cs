using System.Globalization;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Http.Paging;

namespace LdapVendorSync.Core.Tests.Http.Paging;

/// <summary>
/// Against servers of every length, page size and honesty: a list that is said to be whole is whole, each item comes once, and reading
/// ends.
/// </summary>
public sealed class ListReaderProperties
{
    private const int MaxPages = 500;

    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(1000);

    private static readonly Gen<Server> Servers =
        from count in Gen.Choose(0, 130)
        from cap in Gen.Elements(5, 10, 25, 1000)
        from size in Gen.Choose(1, 60)
        from style in Gen.Elements(PagingStyle.Page, PagingStyle.Offset)
        from knowsLinks in Gen.Elements(true, false)
        from total in Gen.Elements(true, false)
        select new Server(count, cap, new PagingSettings { Size = size, Style = style, MaxPages = MaxPages }, knowsLinks, total);

    [Fact]
    public void Honest_server_is_read_whole() => Check.One(Settings, Prop.ForAll(Arb.From(Servers), server =>
    {
        var (ids, reader, requests) = Read(server, server.Answer);
        return ids.SequenceEqual(Enumerable.Range(0, server.Count)) && reader.IsProved && reader.Reasons.Count == 0
            && requests <= server.Count + 2;
    }));

    [Fact]
    public void Lying_server_never_gets_a_part_taken_for_the_whole()
    {
        var lies =
            from server in Servers
            from lie in Gen.Elements(Lie.RepeatFirstPage, Lie.RepeatLastPage, Lie.Overlap, Lie.SkipOne)
            from at in Gen.Choose(1, 6)
            select (Server: server with { TellsTotal = true }, Lie: lie, At: at);
        Check.One(Settings, Prop.ForAll(Arb.From(lies), test =>
        {
            var (ids, reader, requests) = Read(
                test.Server, (request, number) => test.Server.Answer(Twist(request, number, test.Lie, test.At, test.Server), number));
            var isWhole = ids.Order().SequenceEqual(Enumerable.Range(0, test.Server.Count));
            return ids.Distinct().Count() == ids.Count && (isWhole || !reader.IsProved) && requests <= MaxPages;
        }));
    }

    private static PageRequest Twist(PageRequest request, int number, Lie lie, int at, Server server)
    {
        if (number < at)
            return request;
        var position = server.PositionOf(request);
        var twisted = lie switch
        {
            Lie.RepeatFirstPage => 0,
            Lie.RepeatLastPage => Math.Max(0, position - server.PageSize),
            Lie.Overlap => Math.Max(0, position - 1),
            _ => position == 0 ? 0 : position + 1,
        };
        return new PageRequest([KeyValuePair.Create("at", twisted.ToString(CultureInfo.InvariantCulture))]);
    }

    private static (List<int> Ids, ListReader Reader, int Requests) Read(Server server, Func<PageRequest, int, Page> answer)
    {
        var requests = 0;
        var reader = new ListReader(
            server.Settings, (request, _) => Task.FromResult<Page?>(answer(request, ++requests)), item => item.Text!);
        var ids = reader.ReadAsync(CancellationToken.None).ToBlockingEnumerable().Select(
            item => int.Parse(item.Text!, CultureInfo.InvariantCulture)).ToList();
        return (ids, reader, requests);
    }

    private enum Lie
    {
        RepeatFirstPage,
        RepeatLastPage,
        Overlap,
        SkipOne,
    }

    private sealed record Server(int Count, int Cap, PagingSettings Settings, bool KnowsLinks, bool TellsTotal)
    {
        public int PageSize => Math.Min(Cap, Settings.Size);

        public int PositionOf(PageRequest request)
        {
            if (request.Address is not null)
                return int.Parse(request.Address, CultureInfo.InvariantCulture);
            var (name, value) = request.Query[0];
            var number = int.Parse(value, CultureInfo.InvariantCulture);
            return name == "page" ? (number - 1) * PageSize : number;
        }

        public Page Answer(PageRequest request, int number)
        {
            var position = PositionOf(request);
            var items = Enumerable.Range(0, Count).Skip(position).Take(PageSize)
                .Select(id => DataNode.Leaf(DataKind.Number, id.ToString(CultureInfo.InvariantCulture))).ToArray();
            var headers = new Dictionary<string, IReadOnlyList<string>>();
            if (KnowsLinks && position + PageSize < Count)
                headers["Link"] = [$"<{position + PageSize}>; rel=\"next\""];
            else if (KnowsLinks && number > 1)
                headers["Link"] = ["<0>; rel=\"first\""];
            if (TellsTotal)
                headers["X-Total-Count"] = [Count.ToString(CultureInfo.InvariantCulture)];
            return new Page(items, DataNode.Array(items), new VendorHttpResponse { Status = HttpStatusCode.OK, Headers = headers });
        }
    }
}
