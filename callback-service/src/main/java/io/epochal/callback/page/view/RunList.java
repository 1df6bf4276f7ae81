package io.epochal.callback.page.view;

import io.epochal.callback.query.RunOrder;
import io.epochal.callback.summary.RunPhase;
import java.util.List;

/**
 * One page of the list of runs.
 *
 * @param all how many runs there are
 * @param found how many the filter selects
 * @param behind how many summaries are not in it yet; -1 where that is not known
 * @param problem what is wrong with the filter; empty for nothing
 */
public record RunList(Request request, List<RunRow> rows, int all, int found, long behind, String problem) {
    /** On a page. */
    public static final int ROWS = 50;

    /**
     * What a reader wants to see.
     *
     * @param filter as it was written
     * @param page from 1
     */
    public record Request(String filter, RunOrder order, int page) {
        /** Whatever an address has, it is a request. */
        public static Request read(String filter, String order, String page) {
            int number = page.matches("\\d{1,6}") ? Integer.parseInt(page) : 1;
            return new Request(filter, RunOrder.read(order), Math.max(1, number));
        }

        /** The address of this request. */
        public String url() {
            return "/?q=" + ShownText.encoded(filter) + "&sort=" + ShownText.encoded(order.text()) + "&page=" + page;
        }

        /** Another page of the same list. */
        public Request at(int other) {
            return new Request(filter, order, other);
        }
    }

    /** The head of a column: its title, the address that sorts by it, and {@code ascending}, {@code descending} or {@code none}. */
    public record Heading(String title, String url, String sorted) {}

    /** An address that shows the runs of one status. */
    public record StatusChoice(String title, String url, boolean chosen) {}

    /** For a filter that is none. */
    public static RunList refused(Request request, String problem) {
        return new RunList(request, List.of(), 0, 0, 0, ShownText.sentence(problem));
    }

    private static int pages(int found) {
        return Math.max(1, (found + ROWS - 1) / ROWS);
    }

    /** Whether there is more in the log than in the list. */
    public boolean isBehind() {
        return behind > 0;
    }

    /** Whether how old the list is cannot be told. */
    public boolean isOfUnknownAge() {
        return behind < 0;
    }

    /** The last page, from 1. */
    public int pages() {
        return pages(found);
    }

    public boolean hasPrevious() {
        return request.page() > 1;
    }

    public boolean hasNext() {
        return request.page() < pages();
    }

    public String previous() {
        return request.at(request.page() - 1).url();
    }

    public String next() {
        return request.at(request.page() + 1).url();
    }

    /** For every column: a second click on a heading turns the order around. */
    public List<Heading> headings() {
        return RunOrder.Column.PLAIN.stream().map(this::heading).toList();
    }

    private Heading heading(RunOrder.Column column) {
        RunOrder now = request.order();
        boolean chosen = now.column() == column;
        boolean descending = chosen ? !now.descending() : column == RunOrder.Column.STARTED;
        String url = new Request(request.filter(), new RunOrder(column, descending), 1).url();
        return new Heading(column.text(), url, !chosen ? "none" : now.descending() ? "descending" : "ascending");
    }

    /** The filters that a reader needs most often. */
    public List<StatusChoice> choices() {
        return List.of(
                choice("all", ""),
                choice("under way", "status:running,paused,queued,suspended,lost"),
                choice("completed", "status:" + RunPhase.COMPLETED.text() + "," + RunPhase.STOPPED_EARLY.text()),
                choice("failed", "status:" + RunPhase.FAILED.text()),
                choice("cancelled", "status:" + RunPhase.CANCELLED.text()));
    }

    private StatusChoice choice(String title, String filter) {
        return new StatusChoice(
                title,
                new Request(filter, request.order(), 1).url(),
                request.filter().strip().equals(filter));
    }
}
