using System.Numerics;
using System.Runtime.InteropServices;

namespace LdapVendorSync.Core.Members;

/// <summary>
/// Finds positions in a list by hashes of what stands there. It knows neither the list nor the texts, which makes it small; whoever looks
/// something up compares the texts.
/// </summary>
/// <param name="capacity">How many positions are expected.</param>
internal sealed class PositionIndex(int capacity)
{
    private const int Smallest = 16;

    // Positions count from 1 here, so that an empty place need not be filled in. A place is looked for from where its hash says onwards.
    private Place[] _places = new Place[SizeFor(capacity)];
    private int _count;

    // Where a hash has several positions, the further ones: everybody may have the same text.
    private readonly Dictionary<int, List<int>> _others = [];

    /// <summary>Whether several positions have a hash; those may have the same text.</summary>
    public bool IsRepeated(int hash) => _others.Count > 0 && _others.ContainsKey(hash);

    public void Add(int hash, int position)
    {
        ref var place = ref PlaceOf(hash);
        if (place.Number != 0)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_others, hash, out _) ??= []).Add(position);
            return;
        }

        place = new Place(hash, position + 1);
        if (++_count > Most(_places.Length))
            Grow();
    }

    /// <summary>The positions that have a hash, in the order in which they were added.</summary>
    public Positions Find(int hash) => new(PlaceOf(hash).Number - 1, _others.Count == 0 ? null : _others.GetValueOrDefault(hash));

    /// <summary>The place of a hash; an empty one where no position has it.</summary>
    private ref Place PlaceOf(int hash)
    {
        var mask = _places.Length - 1;
        var place = hash & mask;
        while (_places[place].Number != 0 && _places[place].Hash != hash)
            place = (place + 1) & mask;
        return ref _places[place];
    }

    private void Grow()
    {
        var places = _places;
        _places = new Place[2 * places.Length];
        foreach (var place in places)
        {
            if (place.Number != 0)
                PlaceOf(place.Hash) = place;
        }
    }

    private static int SizeFor(int count)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(Smallest, count));
        return count <= Most(size) ? size : 2 * size;
    }

    // Fuller, and looking for a place takes long.
    private static int Most(int size) => size / 4 * 3;

    internal readonly record struct Place(int Hash, int Number);

    /// <summary>The positions of one hash, one after the other.</summary>
    internal struct Positions
    {
        private readonly int _first;
        private readonly List<int>? _others;
        private int _next = -1;

        internal Positions(int first, List<int>? others)
        {
            _first = first;
            _others = others;
        }

        /// <summary>Gives the next position; negative after the last.</summary>
        public int Next()
        {
            var next = _next++;
            if (next < 0)
                return _first;
            return next < _others?.Count ? _others[next] : -1;
        }
    }
}
