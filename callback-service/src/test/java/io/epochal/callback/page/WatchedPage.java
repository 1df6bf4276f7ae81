package io.epochal.callback.page;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.List;

/** A window of a browser that keeps what the browser complains of: blocked scripts and styles, missing files, exceptions. */
final class WatchedPage implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    WatchedPage(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " " + message.location());
            }
        });
        page.onPageError(complaints::add);
    }

    /** For locators, which wait by themselves. */
    Page page() {
        return page;
    }

    /** Loads a page of the service, with its scripts. */
    Response open(String path) {
        return page.navigate(path);
    }

    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        context.close();
    }
}
