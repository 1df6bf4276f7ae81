package io.epochal.protocol;

/**
 * Which ends of a run do not count any more, because the user has resumed the run after them: those of all attempts up to one.
 *
 * @param newest the newest attempt whose end was revoked, from 1; 0 for none
 */
public record RevokedEnds(int newest) {
    /** Of a run that was never resumed after its end. */
    public static final RevokedEnds NONE = new RevokedEnds(0);

    /** With the end that this request revokes, if it does; requests may come in any order. */
    public RevokedEnds with(RunRequested request) {
        RunRequested.TakenBack end = request.takenBack();
        return end == null || end.attempt() <= newest ? this : new RevokedEnds(end.attempt());
    }

    /**
     * Whether the end of this attempt is one of them. A pause of this attempt does not count any more then, either.
     *
     * @param attempt from 1
     */
    public boolean includes(int attempt) {
        return attempt <= newest;
    }
}
