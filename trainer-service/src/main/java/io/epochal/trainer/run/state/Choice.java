package io.epochal.trainer.run.state;

/** A transition from each situation in which a run continues; the others stay as they are. */
record Choice<E extends Exception>(
        Situation.Transition<Situation.Decided, E> whenDecided, Situation.Transition<Situation.OnTrial, E> whenOnTrial)
        implements Situation.Handler<Situation, E> {
    @Override
    public Situation decided(Situation.Decided now) throws E {
        return whenDecided.from(now);
    }

    @Override
    public Situation onTrial(Situation.OnTrial now) throws E {
        return whenOnTrial.from(now);
    }

    @Override
    public Situation voided(Situation.Void now) {
        return now;
    }

    @Override
    public Situation finished(Situation.Finished now) {
        return now;
    }
}
