package io.epochal.callback.recording.mlflow;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** An answer of at most so many bytes; a longer one is cut off. */
final class BoundedBody implements BodySubscriber<byte[]> {
    private final BodySubscriber<byte[]> all = BodySubscribers.ofByteArray();
    private final long most;
    private Flow.@Nullable Subscription subscription;
    private long read;

    BoundedBody(long most) {
        this.most = most;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return all.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        subscription = started;
        all.onSubscribe(started);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        read += parts.stream().mapToLong(ByteBuffer::remaining).sum();
        if (read <= most) {
            all.onNext(parts);
        } else if (subscription != null) {
            subscription.cancel();
            onError(new IOException("the answer has more than " + most + " bytes"));
        }
    }

    @Override
    public void onError(Throwable thrown) {
        all.onError(thrown);
    }

    @Override
    public void onComplete() {
        all.onComplete();
    }
}
