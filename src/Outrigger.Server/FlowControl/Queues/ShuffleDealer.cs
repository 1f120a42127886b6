namespace Outrigger.Server.FlowControl.Queues;

/// <summary>
/// Shuffle sharding: deals a hand of queues to each flow, so that a flow that fills its own queues leaves almost every other flow one
/// that is free (k8s.io/apiserver shufflesharding).
/// </summary>
internal static class ShuffleDealer
{
    /// <summary>Fills the hand with different cards of a deck; the same hash gives the same hand.</summary>
    public static void Deal(ulong hash, int deck, Span<int> hand)
    {
        for (var i = 0; i < hand.Length; i++)
        {
            var left = (ulong)(deck - i);
            hand[i] = (int)(hash % left);
            hash /= left;
        }

        // the i-th number counts the cards that are left: from the last dealt card back, each that lies below moves it up by one
        for (var i = hand.Length - 1; i > 0; i--)
        {
            for (var j = i - 1; j >= 0; j--)
            {
                if (hand[i] >= hand[j])
                {
                    hand[i]++;
                }
            }
        }
    }
}
