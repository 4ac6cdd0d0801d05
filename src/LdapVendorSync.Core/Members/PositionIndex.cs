using System.Numerics;

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
    private readonly HashSet<int> _repeated = [];
    private int _count;

    /// <summary>Whether several positions have a hash; those may have the same text.</summary>
    public bool IsRepeated(int hash) => _repeated.Count > 0 && _repeated.Contains(hash);

    public void Add(int hash, int position)
    {
        if (++_count > Most(_places.Length))
            Grow();
        if (Put(hash, position))
            _repeated.Add(hash);
    }

    /// <summary>The positions that have a hash, in the order in which they were added.</summary>
    public Positions Find(int hash) => new(_places, hash);

    private bool Put(int hash, int position)
    {
        var mask = _places.Length - 1;
        var isRepeated = false;
        var place = hash & mask;
        for (; _places[place].Number != 0; place = (place + 1) & mask)
            isRepeated |= _places[place].Hash == hash;
        _places[place] = new Place(hash, position + 1);
        return isRepeated;
    }

    private void Grow()
    {
        var places = _places;
        _places = new Place[2 * places.Length];

        // From an empty place on, so that positions of one hash stay in their order.
        var start = Array.FindIndex(places, place => place.Number == 0);
        for (var i = 0; i < places.Length; i++)
        {
            var place = places[(start + i) & (places.Length - 1)];
            if (place.Number != 0)
                Put(place.Hash, place.Number - 1);
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
        private readonly Place[] _places;
        private readonly int _hash;
        private int _next;

        internal Positions(Place[] places, int hash)
        {
            _places = places;
            _hash = hash;
            _next = hash;
        }

        /// <summary>Gives the next position; negative after the last.</summary>
        public int Next()
        {
            while (true)
            {
                var place = _places[_next++ & (_places.Length - 1)];
                if (place.Number == 0)
                    return -1;
                if (place.Hash == _hash)
                    return place.Number - 1;
            }
        }
    }
}
