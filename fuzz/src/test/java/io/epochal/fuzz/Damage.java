package io.epochal.fuzz;

import java.io.IOException;
import java.util.Random;

/** Makes something wrong in an input. The same random numbers make the same damage. */
@FunctionalInterface
interface Damage {
    byte[] of(byte[] input, Random random) throws IOException;

    /** One of them each time. */
    static Damage anyOf(Damage... kinds) {
        return (input, random) -> kinds[random.nextInt(kinds.length)].of(input, random);
    }

    /** From none to two times more: the first makes an input wrong, the next ones make it wrong in two places. */
    default Damage repeated() {
        return (input, random) -> {
            byte[] damaged = input;
            for (int times = 1 + random.nextInt(3); times > 0; times--) {
                damaged = of(damaged, random);
            }
            return damaged;
        };
    }
}
