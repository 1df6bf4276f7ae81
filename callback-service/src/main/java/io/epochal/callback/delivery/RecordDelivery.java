package io.epochal.callback.delivery;

import java.io.IOException;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hands the records of one channel to their handling, one at a time. Whatever is thrown ends at the record, unless the JVM cannot
 * be trusted any more: then the process ends, and the record is handled again by the next one, {@value #MAX_DEATHS} times at most.
 */
public final class RecordDelivery<R> implements AutoCloseable {
    /** As many as a record of the queue of runs gets. */
    public static final int MAX_DEATHS = 5;

    private static final Logger LOG = Logger.getLogger(RecordDelivery.class);

    private final Handling<R> handling;
    private final ServiceExit end;
    private final Path folder;
    private final String channel;
    private @Nullable DeliveryCount count;
    private boolean counting = true;

    /**
     * @param channel names its files
     * @param folder for them; without it, a record that ends the process is handled forever, which is logged
     */
    public RecordDelivery(String channel, Path folder, Handling<R> handling, ServiceExit end) {
        this.channel = channel;
        this.folder = folder;
        this.handling = handling;
        this.end = end;
    }

    /** Returns once the record at this position is handled, or its failure is reported. */
    public synchronized void deliver(RecordPosition place, R record) throws InterruptedException {
        answer(place, record).give();
    }

    private Handling.Answer answer(RecordPosition place, R record) throws InterruptedException {
        int deaths = begin(place);
        boolean died = false;
        try {
            if (deaths >= MAX_DEATHS) {
                throw new RepeatedDeathException(deaths);
            }
            return handling.answer(record);
        } catch (InterruptedException e) {
            // The process ends while it handles this record, and perhaps because of it: a plug-in may end the JVM.
            died = true;
            throw e;
        } catch (Throwable thrown) {
            if (ServiceExit.isDueTo(thrown)) {
                end.end(thrown);
            }
            // A plug-in that ends the JVM runs into the time limit while that happens; what is said of it then is not
            // confirmed.
            died = end.isUnderWay();
            return handling.failed(record, thrown);
        } finally {
            if (!died) {
                ended(place);
            }
        }
    }

    private int begin(RecordPosition place) {
        if (!counting) {
            return 0;
        }
        try {
            if (count == null) {
                count = DeliveryCount.openIn(folder, channel);
            }
            return count.begin(place);
        } catch (IOException e) {
            notCounting(e);
            return 0;
        }
    }

    private void ended(RecordPosition place) {
        try {
            if (count != null) {
                count.end(place);
            }
        } catch (IOException e) {
            notCounting(e);
        }
    }

    private void notCounting(IOException e) {
        counting = false;
        LOG.warnf(
                "%s: a record that ends this process will be handled again and again, since %s cannot be written: %s",
                channel, folder, e);
    }

    @Override
    public synchronized void close() throws IOException {
        if (count != null) {
            count.close();
        }
    }
}
