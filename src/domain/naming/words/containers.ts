/** Names of folders that hold many films, and names that say nothing about the film. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s*\n\s*|, /).filter((word) => word !== ""))

/** Folders that sort films; compared in folded form. */
export const containers = words(`
movies, movie, films, film, filme, filmes, peliculas, cine, cinema, video, videos, media, downloads, download, complete, completed
torrents, torrent, incoming, library, my movies, my films, my videos, kids, kids movies, kids films, family movies, children, new, new movies, new films, old, old movies
hd, uhd, 4k, sd, 3d, hd movies, 4k movies, uhd movies, movies hd, movies 4k, movies uhd, movies 3d, 3d movies, dvd, dvds, blu ray, bluray, blu rays, bluray rips, dvd rips, rips, remux, remuxes
watched, unwatched, unsorted, sorted, to watch, watch, to sort, misc, favorites, favourites, classics, classic movies, foreign, foreign films, foreign movies, world cinema, english, english movies, hindi movies, bollywood, hollywood, feature films, features
tv, tv shows, tv series, shows, series, serien, anime, anime movies, cartoons, documentaries, documentary, docs, concerts, standup, stand up
mnt, media server, volume1, volume2, volumes, data, share, shares, shared, home, users, user, public, nas, storage, srv, opt, var, tmp, disk1, disk2, disk3, disk4, hdd, hdd1, hdd2, external, pool, tank, plex, emby, jellyfin, kodi, usenet, sabnzbd, nzb, radarr, sonarr, seeding, seeds, backup, archive, archives, root, desktop, documents
action, adventure, animation, animated, comedy, comedies, crime, drama, dramas, family, fantasy, history, horror, music, musical, musicals, mystery, romance, romantic comedy, sci fi, science fiction, scifi, thriller, thrillers, war, western, westerns, noir, film noir, christmas, christmas movies, halloween, superhero, superheroes, biography, sport, sports, silent, silent films
фильмы, кино, видео, мультфильмы, 映画, 电影, películas, 영화
`)

/** Names of files that are the same for every film. */
const genericNames = words(`
movie, film, video, main, main movie, mainmovie, main feature, feature, feature film, full movie, full film, title, untitled, unknown, index, playlist, video ts, vts, dvd, bdmv, disc, disk, track, stream, output, converted, encoded, rip, new, final, copy, whatsapp video, screen recording, home video, test, file, part, cd, the movie, theatrical, main title
`)

/** Cameras and programs name files by counting. */
const counted =
  /^(?:img|image|vid|video|dsc|dscn|dscf|mvi|mov|gopr|gx|gh|pxl|clip|title t|title|vts|t|dji|screen recording|recording|capture|cd|disc|disk|part|pt|dvd|track|chapter) ?[e\d][\d ]*$/
const camera = /^(?:img|dsc|dscn|dscf|mvi|gopr|gx|gh|pxl|dji|vid|mov) ?e?\d[\d ]*(?:wa ?\d+)?$/

/** Whether a folded name is one that cameras give. */
export const isFromCamera = (folded: string): boolean => camera.test(folded)

const digitsOnly = /^[\d ]+$/

/** Whether a folded name says nothing of a film. `1917` and `300` may be titles; `00001` and `20190807 1530` are not. */
export const saysNothing = (folded: string): boolean =>
  folded === "" ||
  genericNames.has(folded) ||
  counted.test(folded) ||
  (digitsOnly.test(folded) && folded.replaceAll(" ", "").length > 4)

/** Folders that hold several films which belong together. */
export const collectionWords = words(
  "collection, collections, trilogy, quadrilogy, tetralogy, pentalogy, hexalogy, anthology, saga, boxset, box set, duology, dilogy, filmography, universe, franchise, complete, pack, movies, films, series, antologia, trilogia, trilogie, coleccion, sammlung, reihe, filmreihe, coffret, трилогия, коллекция"
)
