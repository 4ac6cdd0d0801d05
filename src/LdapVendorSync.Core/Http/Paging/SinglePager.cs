namespace LdapVendorSync.Core.Http.Paging;

/// <summary>A list that comes in one answer.</summary>
internal sealed class SinglePager(PagingSettings settings) : Pager(settings)
{
    public override PageRequest First() => new([]) { IsFirst = true };

    public override PageRequest? Next(PageRequest request, Page page) => null;
}
