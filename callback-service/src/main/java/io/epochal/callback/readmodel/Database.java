package io.epochal.callback.readmodel;

import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The open database, with its tables. For any threads. */
public final class Database implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Database.class);
    /** Of H2: the file is damaged, or something in it has failed that never should. */
    private static final Set<Integer> DAMAGED = Set.of(50_000, 90_030);

    private final AgroalDataSource pool;
    private final Dialect dialect;
    private final @Nullable OwnFolder folder;
    private volatile boolean damaged;

    /** @param folder of H2's files; null of a server */
    Database(AgroalDataSource pool, Dialect dialect, @Nullable OwnFolder folder) {
        this.pool = pool;
        this.dialect = dialect;
        this.folder = folder;
    }

    /**
     * Opens it. Tables of an older version are made anew, and so are files that cannot be read.
     *
     * @throws ReadModelException where it is away, or of a newer version
     */
    public static Database open(ReadModelPlace place) throws ReadModelException {
        return DatabaseOpening.of(place);
    }

    /** Makes the tables where there are none, or older ones. */
    void makeReady() throws SQLException, ReadModelException {
        try (Connection connection = pool.getConnection()) {
            int version = Schema.version(connection);
            if (version > Schema.VERSION) {
                throw new ReadModelException(
                        "the tables of the list are of version " + version + ", and this service knows "
                                + Schema.VERSION + ": a newer one uses them",
                        null);
            } else if (version < Schema.VERSION) {
                connection.setAutoCommit(false);
                Schema.make(connection, dialect);
                connection.commit();
            }
        }
    }

    /** Whether several processes may use it. */
    public boolean isShared() {
        return folder == null;
    }

    /** Whether it must be opened again, since its files are damaged. */
    public boolean isDamaged() {
        return damaged;
    }

    /** What some queries return. */
    <T> T read(Sql.Work<T> work) throws ReadModelException {
        try (Connection connection = pool.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Does all of this or nothing; nothing where it returns false. */
    boolean write(Sql.Work<Boolean> work) throws ReadModelException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                done = work.on(connection);
                if (done) {
                    connection.commit();
                }
                return done;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private ReadModelException failed(SQLException fault) {
        // An interrupt closes H2's file, which is well.
        damaged |= folder != null && !Thread.currentThread().isInterrupted() && DAMAGED.contains(fault.getErrorCode());
        return ReadModelException.of(fault);
    }

    /** Closes it, and deletes files that are damaged. */
    @Override
    public void close() {
        closePool();
        if (folder != null && damaged) {
            try {
                folder.empty();
            } catch (IOException e) {
                LOG.warnf("%s cannot be deleted: %s", folder.path(), e.getMessage());
            }
        }
        close(folder);
    }

    /** Leaves the folder locked. */
    void closePool() {
        if (folder != null) {
            try (Connection connection = pool.getConnection()) {
                Sql.update(connection, "SHUTDOWN");
            } catch (SQLException e) {
                LOG.debugf("the database of the list was not closed: %s", e.getMessage());
            }
        }
        pool.close();
    }

    static void close(@Nullable OwnFolder folder) {
        if (folder != null) {
            try {
                folder.close();
            } catch (IOException e) {
                LOG.debugf("%s stays locked: %s", folder.path(), e.getMessage());
            }
        }
    }
}
