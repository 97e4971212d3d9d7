/** What Tautulli is told to send, because it has no form of its own: pasted as the JSON data of its webhook. */
export const tautulliTemplate = `{"source":"tautulli","v":1,"action":"{action}","at":"{unixtime}","type":"{media_type}","title":"{title}","year":"{year}",
 "imdb":"{imdb_id}","tmdb":"{themoviedb_id}","ratingKey":"{rating_key}","guid":"{guid}","file":"{file}","user":"{username}",
 "progress":"{progress_percent}","offsetMs":"{view_offset}","durationMs":"{duration_ms}","session":"{session_key}"}`
