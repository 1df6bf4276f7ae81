package io.epochal.checkpoint;

import io.epochal.protocol.data.ObjectLocation;
import io.epochal.protocol.data.ObjectPin;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.MinioClient;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Objects of any S3 server. */
public final class S3SourceObjects implements SourceObjects {
    private static final int FORBIDDEN = 403;
    private static final int PRECONDITION_FAILED = 412;
    /** Not found; and what a version answers that is a mark of deletion. */
    private static final Set<Integer> MISSING = Set.of(404, 405);
    /** Of a bucket without versions, whose objects are overwritten. */
    private static final String NO_VERSION = "null";

    private static final int LONGEST_NAME = 300;
    private static final int LONGEST_MESSAGE = 1500;

    private final MinioClient client;
    private final ReadableBuckets buckets;

    /** Asks nothing yet. */
    public S3SourceObjects(S3Access access, ReadableBuckets buckets) {
        this.client = access.client();
        this.buckets = buckets;
    }

    @Override
    public ObjectPin pin(ObjectLocation at) throws IOException {
        buckets.require(at);
        try {
            StatObjectResponse found = client.statObject(StatObjectArgs.builder()
                    .bucket(at.bucket())
                    .object(at.key())
                    .build());
            return new ObjectPin(bare(found.etag()), version(found.versionId()), found.size());
        } catch (ErrorResponseException e) {
            throw refused(at, e, "is not there", "");
        } catch (MinioException | IllegalStateException | IllegalArgumentException e) {
            throw failed(at, e);
        } catch (SpecException e) {
            throw new StoreRefusal(
                    shown(at) + " cannot be pinned: its store gives no ETag (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public InputStream open(ObjectLocation at, ObjectPin pin) throws IOException {
        buckets.require(at);
        GetObjectArgs.Builder wanted =
                GetObjectArgs.builder().bucket(at.bucket()).object(at.key()).matchETag('"' + pin.etag() + '"');
        if (pin.version() != null) {
            wanted.versionId(pin.version());
        }
        try {
            GetObjectResponse found = client.getObject(wanted.build());
            if (!isThe(pin, found)) {
                found.close();
                throw new StoreRefusal(changed(at, pin), new IllegalStateException("another ETag or size"));
            }
            return found;
        } catch (ErrorResponseException e) {
            throw refused(at, e, "is gone since the run was submitted, with " + pin.words(), changed(at, pin));
        } catch (MinioException | IllegalStateException | IllegalArgumentException e) {
            throw failed(at, e);
        }
    }

    /** A server may not know If-Match. */
    private static boolean isThe(ObjectPin pin, GetObjectResponse found) {
        String length = found.headers().get("Content-Length");
        return pin.etag().equals(bare(found.headers().get("ETag")))
                && (length == null || length.equals(Long.toString(pin.size())));
    }

    private static String bare(@Nullable String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }

    private static @Nullable String version(@Nullable String version) {
        return version == null || version.isEmpty() || version.equals(NO_VERSION) ? null : version;
    }

    private static String changed(ObjectLocation at, ObjectPin pin) {
        return shown(at) + " has changed since the run was submitted, when it had " + pin.words()
                + "; a run whose spec names it without an ETag trains with what is there now";
    }

    private static IOException refused(ObjectLocation at, ErrorResponseException e, String missing, String changed) {
        int status = e.response().code();
        if (MISSING.contains(status)) {
            return new StoreRefusal(shown(at) + " " + missing, e);
        }
        if (status == FORBIDDEN) {
            return new StoreRefusal(
                    shown(at) + " may not be read with the credentials that are set for data, or is not there ("
                            + e.errorResponse().code() + ")",
                    e);
        }
        return status == PRECONDITION_FAILED ? new StoreRefusal(changed, e) : failed(at, e);
    }

    private static IOException failed(ObjectLocation at, Exception cause) {
        String message = Printable.of(at + ": " + cause.getMessage(), LONGEST_MESSAGE);
        return Refusals.isOne(cause) ? new StoreRefusal(message, cause) : new IOException(message, cause);
    }

    static String shown(ObjectLocation at) {
        return Printable.of(at.toString(), LONGEST_NAME);
    }
}
